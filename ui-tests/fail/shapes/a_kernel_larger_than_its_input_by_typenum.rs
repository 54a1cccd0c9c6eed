use layerproof::prelude::*;
use layerproof::typenum::U5;

sequential! {
    struct Net {
        Input<12, 12, 1>,
        MaxPooling2d<4, 4>,
        Conv2d<16, U5, U5>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: U5, U5 => U5, U5, padding = Same
