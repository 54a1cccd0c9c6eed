use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, use_bias = 0>,
    }
}

fn main() {}

// mend: Dense<8, use_bias = 0> => Dense<8, use_bias = false>
