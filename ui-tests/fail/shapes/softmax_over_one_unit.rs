use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Softmax>,
    }
}

fn main() {}

// mend: Dense<1, Softmax> => Dense<1, Sigmoid>
