use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<usize::pow(2, 3)>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<usize::pow(2, 3)> => Dense<{ usize::pow(2, 3) }>
