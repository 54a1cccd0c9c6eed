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

// mend: MaxPooling2d<9, 9> => MaxPooling2d<4, 4>
