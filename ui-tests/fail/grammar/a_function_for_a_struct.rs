use layerproof::prelude::*;

sequential! {
    fn net() {
        Input<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: fn net() { => struct Net {
