use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10>,
        Lstm<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10> => Input<10, 1>
