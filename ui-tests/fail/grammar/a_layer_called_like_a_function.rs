use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Flatten(),
        Dense<1>,
    }
}

fn main() {}

// mend: Flatten() => Flatten
