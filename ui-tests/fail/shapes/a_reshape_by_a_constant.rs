use layerproof::prelude::*;

const SIDE: usize = 5;

sequential! {
    struct Net {
        Input<16>,
        Reshape<SIDE, SIDE, 1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: SIDE: usize = 5 => SIDE: usize = 4
