use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        MaxPooling2d<9, 9>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}
