use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6, 2>,
        UpSampling2d<2, interpolation = Bicubic>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: interpolation = Bicubic => interpolation = Bilinear
