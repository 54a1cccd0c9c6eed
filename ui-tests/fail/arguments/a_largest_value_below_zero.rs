use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<8, Relu<max_value = -6.0>>,
        Dense<1>,
    }
}

fn main() {}

// mend: max_value = -6.0 => max_value = 6.0
