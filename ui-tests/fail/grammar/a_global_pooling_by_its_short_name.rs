use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        GlobalAvgPool2D,
        Dense<1>,
    }
}

fn main() {}

// mend: GlobalAvgPool2D => GlobalAveragePooling2d
