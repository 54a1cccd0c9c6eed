use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Swish>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, Swish> => Dense<8, Silu>
