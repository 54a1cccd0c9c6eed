use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 3>,
        LSTM<16>,
        Dense<1>,
    }
}

fn main() {}

// mend: LSTM<16> => Lstm<16>
