use layerproof::prelude::*;

sequential! {
    enum Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: enum Net { => struct Net {
