use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        1: Dense<8, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: 1: Dense<8, Relu> => hidden: Dense<8, Relu>
