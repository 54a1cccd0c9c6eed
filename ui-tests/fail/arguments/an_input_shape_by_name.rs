use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<shape = (28, 28, 1)>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Input<shape = (28, 28, 1)> => Input<28, 28, 1>
