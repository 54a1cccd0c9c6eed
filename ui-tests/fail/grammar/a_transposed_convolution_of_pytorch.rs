use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 2>,
        ConvTranspose2d<4, 2, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: ConvTranspose2d<4, 2, 2> => Conv2dTranspose<4, 2, 2>
