use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<4, 3, dilation = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: dilation = 2 => dilation_rate = 2
