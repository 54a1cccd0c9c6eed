use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        Conv1dTranspose<4, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<8> => Input<8, 1>
