use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3, 2>,
        Softmax<axis = 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: axis = 3 => axis = 1
