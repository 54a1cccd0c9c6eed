use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        DepthwiseConv2d<3, dilation_rate = 4>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: dilation_rate = 4 => dilation_rate = 3
