use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<Relu>,
    }
}

fn main() {}

// mend: Dense<Relu> => Dense<8, Relu>
