use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        DepthwiseConv2d<3, depth_multiplier = 0>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: depth_multiplier = 0 => depth_multiplier = 1
