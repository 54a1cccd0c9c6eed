use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<10>,
        Softmax<dim = 1>,
    }
}

fn main() {}

// mend: Softmax<dim = 1> => Softmax
