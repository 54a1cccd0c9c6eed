use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<1, 3, Softmax>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Conv2d<1, 3, Softmax> => Conv2d<1, 3, Sigmoid>
