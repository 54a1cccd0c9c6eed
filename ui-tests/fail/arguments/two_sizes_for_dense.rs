use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, 4>,
    }
}

fn main() {}

// mend: Dense<8, 4> => Dense<8, >
