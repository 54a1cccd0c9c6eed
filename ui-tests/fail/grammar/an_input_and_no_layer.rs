use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
    }
}

fn main() {}
