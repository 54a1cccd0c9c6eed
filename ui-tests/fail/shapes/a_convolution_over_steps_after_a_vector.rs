use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10>,
        Conv1d<8, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10> => Input<10, 1>
