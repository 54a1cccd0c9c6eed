use layerproof::prelude::*;

const SIDE: usize = 8;

sequential! {
    struct Net {
        Input<SIDE, SIDE, 1>,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Dense<10, Softmax> => Flatten, Dense<10, Softmax>
