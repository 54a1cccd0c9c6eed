use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8 Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8 Relu> => Dense<8 >
