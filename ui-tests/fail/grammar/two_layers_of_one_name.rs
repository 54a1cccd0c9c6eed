use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        hidden: Dense<8, Relu>,
        hidden: Dense<8, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: hidden: Dense<8, Relu>, => first: Dense<8, Relu>,
