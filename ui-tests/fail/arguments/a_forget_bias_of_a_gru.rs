use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Gru<8, unit_forget_bias = false>,
        Dense<1>,
    }
}

fn main() {}

// mend: Gru<8, unit_forget_bias = false> => Gru<8>
