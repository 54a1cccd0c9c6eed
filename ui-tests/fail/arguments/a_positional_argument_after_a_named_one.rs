use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, use_bias = false, Relu>,
    }
}

fn main() {}

// mend: Dense<8, use_bias = false, Relu> => Dense<8, use_bias = false, >
