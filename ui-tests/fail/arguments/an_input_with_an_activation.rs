use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<2, Relu> => Input<2, >
