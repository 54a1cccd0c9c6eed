use layerproof::prelude::*;
use layerproof::typenum::{self, U8};

const HIDDEN: usize = 4;
mod config {
    pub const OUT: usize = 3;
}

sequential! {
    struct Net {
        Input<U8>,
        Dense<1_024, Relu>,
        Dense<HIDDEN, Relu>,
        Dense<{ 2 * HIDDEN + 1 }, Tanh>,
        Dense<typenum::U12>,
        Dense<config::OUT, Softmax>,
    }
}

type Anonymous = sequential!(
    Input<U8>,
    Dense<1_024, Relu>,
    Dense<HIDDEN, Relu>,
    Dense<{ 2 * HIDDEN + 1 }, Tanh>,
    Dense<typenum::U12>,
    Dense<config::OUT, Softmax>,
);

fn main() {
    assert_eq!(Net::PARAMS, 9 * 1024 + 1025 * 4 + 5 * 9 + 10 * 12 + 13 * 3);
    assert_eq!(Anonymous::PARAMS, Net::PARAMS);
    let p = Net::zeros().predict(&[0.0; 8]);
    assert!((p[2] - 1.0 / 3.0).abs() < 1e-6);
}
