use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        GlobalAveragePooling2d,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<8> => Input<8, 8, 1>
