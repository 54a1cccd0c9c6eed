use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10, Sparsemax>,
    }
}

fn main() {}

// mend: Dense<10, Sparsemax> => Dense<10, Softmax>
