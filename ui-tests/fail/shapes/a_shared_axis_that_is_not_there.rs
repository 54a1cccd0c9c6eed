use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3, 2>,
        PRelu<shared_axes = (1, 3)>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: shared_axes = (1, 3) => shared_axes = (1, 2)
