use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<8, 3, 3, strides = 0>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: strides = 0 => strides = 1
