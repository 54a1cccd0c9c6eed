use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Threshold<0.1>>,
        Dense<1>,
    }
}

fn main() {}

// mend: Threshold<0.1> => Threshold<0.1, 0.0>
