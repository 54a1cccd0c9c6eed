use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, use_bias = false, use_bias = true>,
    }
}

fn main() {}

// mend: Dense<8, use_bias = false, use_bias = true> => Dense<8, use_bias = true>
