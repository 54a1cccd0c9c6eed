use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Relu>,
        Dropout,
        Dense<1>,
    }
}

fn main() {}

// mend: Dropout => Dropout<0.5>
