use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10, LeakyReLU<0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<10, LeakyReLU<0.1>> => Dense<10, LeakyRelu<0.1>>
