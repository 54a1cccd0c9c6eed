use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10>,
        TimeDistributed<Dense<8>>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10> => Input<10, 1>
