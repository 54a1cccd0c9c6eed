use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
        Softmax,
    }
}

fn main() {}

// mend: Softmax => Sigmoid
