use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        AveragePooling2D<2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: AveragePooling2D<2> => AveragePooling2d<2>
