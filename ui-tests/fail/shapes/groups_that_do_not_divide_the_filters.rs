use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Conv1d<7, 3, groups = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Conv1d<7 => Conv1d<8
