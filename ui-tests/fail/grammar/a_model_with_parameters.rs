use layerproof::prelude::*;

sequential! {
    struct A<const N: usize> {
        Input<2>,
        Dense<N>,
    }
}

fn main() {}

// mend: sequential! { => const N: usize = 8; sequential! {
// mend: struct A<const N: usize> { => struct A {
