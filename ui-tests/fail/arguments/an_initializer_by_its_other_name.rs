use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, kernel_initializer = XavierUniform>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, kernel_initializer = XavierUniform> => Dense<8, kernel_initializer = GlorotUniform>
