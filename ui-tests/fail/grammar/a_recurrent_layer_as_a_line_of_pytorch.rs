use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        nn.LSTM(1, 8),
        Dense<1>,
    }
}

fn main() {}

// mend: nn.LSTM(1, 8) => Lstm<8>
