use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<None>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<None> => Dense<8>
