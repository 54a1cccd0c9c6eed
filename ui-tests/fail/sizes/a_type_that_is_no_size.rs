use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<f32>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<f32> => Dense<8>
