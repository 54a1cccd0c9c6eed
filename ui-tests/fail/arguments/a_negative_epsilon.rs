use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        LayerNormalization<epsilon = -1e-5>,
        Dense<1>,
    }
}

fn main() {}

// mend: epsilon = -1e-5 => epsilon = 1e-5
