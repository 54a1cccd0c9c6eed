use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense,
    }
}

fn main() {}

// mend: Dense => Dense<8, Relu>
