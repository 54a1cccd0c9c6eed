use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu, true>,
    }
}

fn main() {}

// mend: Dense<8, Relu, true> => Dense<8, Relu, use_bias = true>
