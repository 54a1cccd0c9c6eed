use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Dense<10, Softmax>,
    }
}

fn main() {}
