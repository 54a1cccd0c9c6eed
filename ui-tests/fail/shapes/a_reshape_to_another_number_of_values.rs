use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<16>,
        Reshape<4, 5, 1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Reshape<4, 5, 1> => Reshape<4, 4, 1>
