use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<28, 28, 1>,
        Conv2d<32, 3, padding = 1>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<32, 3, padding = 1> => Conv2d<32, 3, padding = Same>
