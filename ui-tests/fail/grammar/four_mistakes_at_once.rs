use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Desne<8>,
        Dense<0>,
        Dense<4, ReLU>,
        Dropout<1.5>,
        Dense<1>,
    }
}

fn main() {}
