use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<None, 2>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<None, 2> => Input<2>
