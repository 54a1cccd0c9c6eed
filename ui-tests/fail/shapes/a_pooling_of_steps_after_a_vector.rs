use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        MaxPooling1d<2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<8> => Input<8, 1>
