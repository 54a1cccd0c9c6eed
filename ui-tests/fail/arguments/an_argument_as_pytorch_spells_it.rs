use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu, bias = false>,
    }
}

fn main() {}

// mend: Dense<8, Relu, bias = false> => Dense<8, Relu, use_bias = false>
