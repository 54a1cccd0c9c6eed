use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2D<4, 3, 3>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2D<4, 3, 3> => Conv2d<4, 3, 3>
