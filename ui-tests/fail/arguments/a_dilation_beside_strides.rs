use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        Conv2d<4, 3, strides = 2, dilation_rate = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: strides = 2, dilation_rate = 2 => dilation_rate = 2
