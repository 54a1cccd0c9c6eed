use layerproof::prelude::*;

const HIDDEN: usize = 4;

sequential! {
    struct Net {
        Input<2>,
        Dense<{ HIDDEN - 4 }, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: { HIDDEN - 4 } => { HIDDEN + 4 }
