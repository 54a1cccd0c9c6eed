use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        BatchNormalization<momentum = 9.5>,
        Dense<1>,
    }
}

fn main() {}

// mend: momentum = 9.5 => momentum = 0.95
