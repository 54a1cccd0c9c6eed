use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Linear<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: Linear<8> => Dense<8>
