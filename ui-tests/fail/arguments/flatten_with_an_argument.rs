use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Flatten<64>,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Flatten<64> => Flatten<>
