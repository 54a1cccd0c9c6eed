use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        BatchNormalization<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: BatchNormalization<8> => BatchNormalization
