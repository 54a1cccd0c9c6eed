use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2, Relu>,
        Dense<1>,
    }
}

fn main() {}
