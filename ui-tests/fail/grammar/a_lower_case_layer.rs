use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        dense<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: dense<8> => Dense<8>
