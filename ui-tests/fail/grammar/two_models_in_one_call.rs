use layerproof::prelude::*;

sequential! {
    struct A {
        Input<2>,
        Dense<1>,
    }
    struct B {
        Input<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: struct B { => } sequential! { struct B {
