use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        MaxPooling2d<2>,
        Dense<1>,
    }
}

fn main() {}
