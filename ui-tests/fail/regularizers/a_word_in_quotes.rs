use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_regularizer = "l2">,
        Dense<1>,
    }
}

fn main() {}

// mend: "l2" => L2
