use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        BatchNormalization,
        Relu,
        Dense<1>,
    }
}

fn main() {}

// mend: BatchNormalization, => nothing
