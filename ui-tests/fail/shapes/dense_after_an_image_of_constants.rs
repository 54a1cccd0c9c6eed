use layerproof::prelude::*;

const SIDE: usize = 8;

sequential! {
    struct Net {
        Input<SIDE, SIDE, 1>,
        Dense<10, Softmax>,
    }
}

fn main() {}
