use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2, 8, 8, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<2, 8, 8, 3> => Input<2, 8, 8, >
