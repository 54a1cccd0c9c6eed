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
