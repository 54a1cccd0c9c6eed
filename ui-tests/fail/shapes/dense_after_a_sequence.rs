use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<1> => Flatten, Dense<1>
