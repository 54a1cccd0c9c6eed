use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10, LogSoftmax>,
    }
}

fn main() {}

// mend: Dense<10, LogSoftmax> => Dense<10, >
