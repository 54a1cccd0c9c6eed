use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 3>,
        Conv1d<8, 3, groups = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10, 3> => Input<10, 4>
