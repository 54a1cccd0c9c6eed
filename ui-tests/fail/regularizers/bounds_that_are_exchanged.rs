use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_constraint = MinMaxNorm<2.0, 1.0>>,
        Dense<1>,
    }
}

fn main() {}

// mend: <2.0, 1.0> => <1.0, 2.0>
