use layerproof::prelude::*;

const CLASSES: usize = 1;

sequential! {
    struct Net {
        Input<2>,
        Dense<CLASSES, Softmax>,
    }
}

fn main() {}

// mend: Dense<CLASSES, Softmax> => Dense<CLASSES, Sigmoid>
