use layerproof::prelude::*;

const HIDDEN: u8 = 8;

sequential! {
    struct Net {
        Input<2>,
        Dense<HIDDEN, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: HIDDEN: u8 => HIDDEN: usize
