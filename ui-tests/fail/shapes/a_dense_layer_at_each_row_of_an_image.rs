use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4, 2>,
        TimeDistributed<Dense<8>>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: TimeDistributed<Dense<8>> => TimeDistributed<Flatten>
