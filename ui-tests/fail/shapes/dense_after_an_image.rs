use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Dense<10, Softmax> => Flatten, Dense<10, Softmax>
