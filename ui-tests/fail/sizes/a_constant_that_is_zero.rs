use layerproof::prelude::*;

const HIDDEN: usize = 0;

sequential! {
    struct Net {
        Input<2>,
        Dense<HIDDEN, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: usize = 0 => usize = 8
