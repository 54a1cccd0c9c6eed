use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Normalization<mean = (0.5, 1.0)>,
        Dense<1>,
    }
}

fn main() {}

// mend: Normalization<mean = (0.5, 1.0)> => Normalization
