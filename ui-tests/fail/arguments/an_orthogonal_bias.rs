use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Gru<8, bias_initializer = Orthogonal>,
        Dense<1>,
    }
}

fn main() {}

// mend: Orthogonal => Zeros
