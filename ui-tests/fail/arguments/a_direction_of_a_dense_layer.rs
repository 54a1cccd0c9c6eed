use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Bidirectional<Dense<8>>,
        Dense<1>,
    }
}

fn main() {}

// mend: Bidirectional<Dense<8>> => Bidirectional<Lstm<8>>
