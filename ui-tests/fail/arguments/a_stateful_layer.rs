use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Lstm<8, stateful = true>,
        Dense<1>,
    }
}

fn main() {}

// mend: Lstm<8, stateful = true> => Lstm<8>
