use layerproof::prelude::*;

sequential! {
    struct A<const N: usize> {
        Input<2>,
        Dense<N>,
    }
}

fn main() {}

// mend: struct A<const N: usize> { => struct A {
// mend: Dense<N> => Dense<8>
