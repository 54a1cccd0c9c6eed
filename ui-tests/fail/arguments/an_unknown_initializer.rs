use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, kernel_initializer = Xavier>,
    }
}

fn main() {}

// mend: Dense<8, kernel_initializer = Xavier> => Dense<8, kernel_initializer = GlorotUniform>
