use layerproof::prelude::*;

sequential! {
    struct Net {
        InputLayer<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: InputLayer<2> => Input<2>
