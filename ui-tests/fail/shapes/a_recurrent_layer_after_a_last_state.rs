use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Gru<8>,
        Lstm<4>,
        Dense<1>,
    }
}

fn main() {}

// mend: Gru<8> => Gru<8, return_sequences = true>
