use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Bidirectional<Gru<NONE>>,
        Dense<1>,
    }
}

const NONE: usize = 0;

fn main() {}

// mend: NONE: usize = 0 => NONE: usize = 4
