use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<16>,
        Dense<16, Relu>,
        Add,
        Dense<1>,
    }
}

fn main() {}

// mend: Add => Relu
