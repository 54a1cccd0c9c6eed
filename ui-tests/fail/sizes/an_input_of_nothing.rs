use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<0>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<0> => Input<2>
