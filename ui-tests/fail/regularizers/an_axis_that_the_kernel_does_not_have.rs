use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_constraint = UnitNorm<axis = 2>>,
        Dense<1>,
    }
}

fn main() {}

// mend: axis = 2 => axis = 1
