use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4294967296, 4294967296, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<4294967296, 4294967296, 2> => Input<64, 64, 2>
