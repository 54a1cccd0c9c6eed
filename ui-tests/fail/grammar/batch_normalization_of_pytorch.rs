use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        BatchNorm1d<8>,
        Relu,
        Dense<1>,
    }
}

fn main() {}

// mend: BatchNorm1d<8> => BatchNormalization
