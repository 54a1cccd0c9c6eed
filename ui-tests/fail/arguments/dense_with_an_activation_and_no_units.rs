use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<Relu>,
    }
}

fn main() {}
