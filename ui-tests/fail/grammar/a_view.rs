use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        View<64>,
        Dense<1>,
    }
}

fn main() {}

// mend: View<64> => Reshape<64>
