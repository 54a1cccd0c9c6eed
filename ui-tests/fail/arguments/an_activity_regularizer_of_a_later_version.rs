use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, activity_regularizer = L2>,
    }
}

fn main() {}

// mend: Dense<8, activity_regularizer = L2> => Dense<8>
