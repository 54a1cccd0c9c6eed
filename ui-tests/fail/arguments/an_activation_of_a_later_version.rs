use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10, Glu>,
    }
}

fn main() {}

// mend: Dense<10, Glu> => Dense<10, Softmax>
