use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, "relu">,
    }
}

fn main() {}

// mend: Dense<8, "relu"> => Dense<8, Relu>
