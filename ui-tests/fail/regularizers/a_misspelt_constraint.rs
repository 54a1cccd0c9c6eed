use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_constraint = MaxNrm<2.0>>,
        Dense<1>,
    }
}

fn main() {}

// mend: MaxNrm => MaxNorm
