use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu, colour = 3>,
    }
}

fn main() {}

// mend: Dense<8, Relu, colour = 3> => Dense<8, Relu>
