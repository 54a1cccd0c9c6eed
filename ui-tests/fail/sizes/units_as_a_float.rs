use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8.0>,
    }
}

fn main() {}

// mend: Dense<8.0> => Dense<8>
