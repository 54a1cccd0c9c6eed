use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu>,
        Dropout<1.0>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dropout<1.0> => Dropout<0.5>
