use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6, 1>,
        Cropping2d<1, (3, 3)>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Cropping2d<1, (3, 3)> => Cropping2d<1, (3, 2)>
