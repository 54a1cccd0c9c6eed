use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, bias = false>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, bias = false> => Dense<8, use_bias = false>
