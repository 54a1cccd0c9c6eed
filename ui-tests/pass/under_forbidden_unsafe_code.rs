#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]
//! A crate that forbids unsafe code can hold a model.
use layerproof::prelude::*;

sequential! {
    /// A model in a public place needs docs.
    pub struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() {
    assert_eq!(Net::zeros().predict(&[1.0, 2.0])[0], 0.0);
}
