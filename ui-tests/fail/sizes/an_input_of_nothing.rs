use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<0>,
        Dense<1>,
    }
}

fn main() {}
