use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<8, 3, 3, padding = Causal>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Causal => Same
