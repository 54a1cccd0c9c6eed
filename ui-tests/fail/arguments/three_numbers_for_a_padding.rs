use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6>,
        ZeroPadding1d<(1, 2, 3)>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: (1, 2, 3) => (1, 2)
