use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<4, 3>,
        Dropout2d<0.25>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Dropout2d<0.25> => SpatialDropout2d<0.25>
