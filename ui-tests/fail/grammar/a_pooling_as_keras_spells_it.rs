use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        MaxPooling2D<pool_size = (2, 2)>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: MaxPooling2D<pool_size = (2, 2)> => MaxPooling2d<pool_size = (2, 2)>
