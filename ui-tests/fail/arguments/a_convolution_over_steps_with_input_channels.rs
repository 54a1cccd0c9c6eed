use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Conv1d<4, 8, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Conv1d<4, 8, 3> => Conv1d<8, 3>
