use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        MaxPool2d<2>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: MaxPool2d<2> => MaxPooling2d<2>
