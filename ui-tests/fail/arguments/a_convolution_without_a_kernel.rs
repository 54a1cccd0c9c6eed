use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<8>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<8> => Conv2d<8, 3, 3, Relu>
