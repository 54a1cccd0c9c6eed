use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        dense_2: Dense<8, Relu>,
        Dense<4>,
        Dense<1>,
    }
}

fn main() {}

// mend: dense_2: Dense => hidden: Dense
