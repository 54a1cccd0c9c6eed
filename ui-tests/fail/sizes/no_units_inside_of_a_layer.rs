use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        TimeDistributed<Dense<0>>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<0> => Dense<4>
