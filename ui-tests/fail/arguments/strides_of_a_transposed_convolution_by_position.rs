use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        Conv2dTranspose<4, 2, 2, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Conv2dTranspose<4, 2, 2, 2> => Conv2dTranspose<4, 2, 2, strides = 2>
