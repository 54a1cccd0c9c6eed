use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        LSTM(units=8),
        Dense<1>,
    }
}

fn main() {}

// mend: LSTM(units=8) => Lstm<8>
