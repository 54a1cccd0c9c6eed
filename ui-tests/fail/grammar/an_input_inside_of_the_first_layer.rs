use layerproof::prelude::*;

sequential! {
    struct Net {
        Dense<8, input_dim = 2>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, input_dim = 2> => Input<2>, Dense<8>
