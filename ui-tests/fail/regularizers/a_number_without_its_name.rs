use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_regularizer = 0.01>,
        Dense<1>,
    }
}

fn main() {}

// mend: kernel_regularizer = 0.01 => kernel_regularizer = L2<0.01>
