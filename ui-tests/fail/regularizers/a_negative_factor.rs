use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu, kernel_regularizer = L2<-0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: L2<-0.1> => L2<0.1>
