use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
    }
}

fn main() {}

// mend: Input<2>, => Input<2>, Dense<1>,
