use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Gru<0>,
        Dense<1>,
    }
}

fn main() {}

// mend: Gru<0> => Gru<4>
