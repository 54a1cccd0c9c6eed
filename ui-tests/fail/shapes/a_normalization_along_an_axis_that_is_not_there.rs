use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        LayerNormalization<axis = 2>,
        Dense<1>,
    }
}

fn main() {}

// mend: axis = 2 => axis = 1
