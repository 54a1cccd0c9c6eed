use layerproof::prelude::*;

sequential! {
    struct Net {

    }
}

fn main() {}
