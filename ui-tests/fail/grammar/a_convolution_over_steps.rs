use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 3>,
        Conv1d<8, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10, 3> => Input<10, 1, 3>
// mend: Conv1d<8, 3> => Conv2d<8, 3, 1>
