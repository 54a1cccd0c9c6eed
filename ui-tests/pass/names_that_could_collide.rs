#![deny(warnings)]
use layerproof::prelude::*;

// A user's own items may have any name that the expansion uses.
#[allow(dead_code)]
struct Dense;
#[allow(dead_code)]
struct Relu;
#[allow(dead_code)]
struct Tape;
#[allow(dead_code)]
struct Result;

sequential! {
    struct Net {
        Input<2>,
        kernel: Dense<4, Relu>,
        x: Dense<4, Relu>,
        tape: Dense<4, Relu>,
        r#type: Dense<1>,
    }
}

fn main() {
    assert_eq!(Net::zeros().predict(&[1.0, 2.0])[0], 0.0);
}
