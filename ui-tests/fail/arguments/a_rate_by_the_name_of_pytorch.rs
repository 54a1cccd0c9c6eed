use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        Dropout<p = 0.5>,
        Dense<1>,
    }
}

fn main() {}

// mend: Dropout<p = 0.5> => Dropout<rate = 0.5>
