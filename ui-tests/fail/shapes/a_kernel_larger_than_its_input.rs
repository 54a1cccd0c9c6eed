use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<12, 12, 1>,
        MaxPooling2d<4, 4>,
        Conv2d<16, 5, 5>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<16, 5, 5> => Conv2d<16, 3, 3>
