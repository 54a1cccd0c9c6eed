use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu>
        Dense<1, Sigmoid>,
    }
}

fn main() {}

// mend: Dense<8, Relu> => Dense<8, Relu>,
