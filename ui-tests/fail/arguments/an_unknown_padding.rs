use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<8, 3, 3, padding = Full>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<8, 3, 3, padding = Full> => Conv2d<8, 3, 3, padding = Valid>
