use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        Activation,
        Dense<1>,
    }
}

fn main() {}

// mend: Activation => Activation<Relu>
