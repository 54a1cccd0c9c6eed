use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu>,
        Dropout<0.5>,
    }
}

fn main() {}

// mend: Dropout<0.5>, => Dropout<0.5>, Dense<1>,
