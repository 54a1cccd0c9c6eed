use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        Output<1>,
    }
}

fn main() {}

// mend: Output<1> => Dense<1>
