use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        Dropout<50>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dropout<50> => Dropout<0.5>
