use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 3>,
        Conv1d<8, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<8, 8, 3> => Input<64, 3>
