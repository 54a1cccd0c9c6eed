use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Quantum<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: Quantum<8> => Dense<8>
