use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Flatten,
        Conv2d<8, 3, 3>,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Flatten, => nothing
// mend: Conv2d<8, 3, 3>, => Conv2d<8, 3, 3>, Flatten,
