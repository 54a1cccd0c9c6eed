use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<(28, 28, 1)>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Input<(28, 28, 1)> => Input<28, 28, 1>
