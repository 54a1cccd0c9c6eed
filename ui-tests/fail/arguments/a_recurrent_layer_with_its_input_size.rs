use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Lstm<1, 8>,
        Dense<1>,
    }
}

fn main() {}

// mend: Lstm<1, 8> => Lstm<8>
