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
// mistakes: 4

// mend: Desne<8> => Dense<8>
// mend: Dense<0> => Dense<8>
// mend: ReLU => Relu
// mend: Dropout<1.5> => Dropout<0.5>
