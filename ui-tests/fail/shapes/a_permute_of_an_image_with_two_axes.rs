use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6, 2>,
        Permute<2, 1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Permute<2, 1> => Permute<2, 1, 3>
