use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, ReLU>,
    }
}

fn main() {}

// mend: Dense<8, ReLU> => Dense<8, Relu>
