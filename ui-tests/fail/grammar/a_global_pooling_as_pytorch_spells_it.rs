use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        AdaptiveAvgPool2d<1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: AdaptiveAvgPool2d<1> => GlobalAveragePooling2d
