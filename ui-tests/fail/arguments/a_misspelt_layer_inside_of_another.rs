use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        TimeDistributed<Dens<8>>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: TimeDistributed<Dens<8>> => TimeDistributed<Dense<8>>
