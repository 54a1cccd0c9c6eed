use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<HIDDEN, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: sequential! { => const HIDDEN: usize = 8; sequential! {
