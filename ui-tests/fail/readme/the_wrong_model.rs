use layerproof::prelude::*;

sequential! {
    struct Digits {
        Input<12, 12, 1>,
        MaxPooling2d<4, 4>,
        Conv2d<16, 5, 5>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}
