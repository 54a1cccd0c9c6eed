use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<1, 28, 28>,
        Conv2d<32, 3>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Input<1, 28, 28> => Input<28, 28, 1>
