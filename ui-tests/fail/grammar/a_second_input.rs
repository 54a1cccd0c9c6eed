use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu>,
        Input<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<8>, => nothing
