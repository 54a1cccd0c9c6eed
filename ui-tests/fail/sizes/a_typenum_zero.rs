use layerproof::prelude::*;
use layerproof::typenum;

sequential! {
    struct Net {
        Input<2>,
        Dense<typenum::U0, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: typenum::U0 => typenum::U8
