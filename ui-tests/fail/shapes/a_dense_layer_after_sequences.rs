use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Lstm<8, return_sequences = true>,
        Dense<1>,
    }
}

fn main() {}

// mend: Lstm<8, return_sequences = true> => Lstm<8>
