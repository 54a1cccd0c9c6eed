use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Gru<8, recurrent_dropout = 1.0>,
        Dense<1>,
    }
}

fn main() {}

// mend: recurrent_dropout = 1.0 => recurrent_dropout = 0.5
