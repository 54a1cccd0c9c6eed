use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, activation: Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: activation: Relu => activation = Relu
