use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6>,
        Permute<1, 1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Permute<1, 1> => Permute<2, 1>
