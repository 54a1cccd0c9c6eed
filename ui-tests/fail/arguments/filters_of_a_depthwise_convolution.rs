use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        DepthwiseConv2d<8, 3, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: DepthwiseConv2d<8, 3, 3> => DepthwiseConv2d<3, 3, depth_multiplier = 4>
