use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmod>,
    }
}

fn main() {}

// mend: Dense<1, Sigmod> => Dense<1, Sigmoid>
