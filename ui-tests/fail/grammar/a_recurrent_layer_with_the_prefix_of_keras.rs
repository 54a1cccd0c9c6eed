use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        keras.layers.GRU(8, return_sequences=True),
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: keras.layers.GRU(8, return_sequences=True) => Gru<8, return_sequences = true>
