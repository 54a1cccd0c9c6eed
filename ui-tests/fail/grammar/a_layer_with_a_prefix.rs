use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        layers::Dense<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: layers::Dense<8> => Dense<8>
