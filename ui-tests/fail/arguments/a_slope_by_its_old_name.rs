use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10, LeakyRelu<alpha = 0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<10, LeakyRelu<alpha = 0.1>> => Dense<10, LeakyRelu<negative_slope = 0.1>>
