use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, bias_regularizer = OrthogonalRegularizer<0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: OrthogonalRegularizer<0.1> => L2<0.01>
