use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        MaxPooling2d<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: MaxPooling2d<2> => Reshape<2, 4, 1>, MaxPooling2d<2>, Flatten
