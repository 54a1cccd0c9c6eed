use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4294967296, 4294967296, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}
