use layerproof::prelude::*;

sequential! {
    struct {
        Input<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: struct { => struct Net {
