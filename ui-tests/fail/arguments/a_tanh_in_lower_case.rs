use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, tanh>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, tanh> => Dense<8, Tanh>
