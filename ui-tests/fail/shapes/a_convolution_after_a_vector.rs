use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<64>,
        Conv2d<8, 3, 3, Relu>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Input<64> => Input<8, 8, 1>
