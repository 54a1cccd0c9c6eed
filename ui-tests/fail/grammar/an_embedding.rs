use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10>,
        Embedding<1000, 16>,
        Dense<1>,
    }
}

fn main() {}

// mend: Embedding<1000, 16> => Dense<16>
