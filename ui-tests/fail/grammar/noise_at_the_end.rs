use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
        GaussianNoise<0.1>,
    }
}

fn main() {}

// mend: Dense<1>, => Dense<8>,
// mend: GaussianNoise<0.1> => GaussianNoise<0.1>, Dense<1>
