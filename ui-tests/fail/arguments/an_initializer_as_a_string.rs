use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, kernel_initializer = "he_normal">,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, kernel_initializer = "he_normal"> => Dense<8, kernel_initializer = HeNormal>
