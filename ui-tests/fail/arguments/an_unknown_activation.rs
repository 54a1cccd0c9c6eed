use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Swoosh>,
    }
}

fn main() {}

// mend: Dense<8, Swoosh> => Dense<8, >
