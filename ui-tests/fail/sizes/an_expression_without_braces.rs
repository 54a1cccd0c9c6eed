use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<2 * 4>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<2 * 4> => Dense<{ 2 * 4 }>
