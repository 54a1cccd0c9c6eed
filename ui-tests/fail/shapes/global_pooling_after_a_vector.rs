use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        GlobalAveragePooling2d,
        Dense<1>,
    }
}

fn main() {}
