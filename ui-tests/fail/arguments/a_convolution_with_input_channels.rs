use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<28, 28, 1>,
        Conv2d<1, 32, kernel_size = 3>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<1, 32, kernel_size = 3> => Conv2d<32, kernel_size = 3>
