use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, use_bias = false, bias_regularizer = L1<0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: use_bias = false,  => 
