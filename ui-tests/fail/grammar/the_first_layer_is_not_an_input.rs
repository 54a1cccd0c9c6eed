use layerproof::prelude::*;

sequential! {
    struct Net {
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

fn main() {}
