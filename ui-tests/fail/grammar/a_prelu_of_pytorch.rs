use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3>,
        Dense<4>,
        PReLU<4>,
        Dense<1>,
    }
}

fn main() {}

// mend: PReLU<4> => PRelu
