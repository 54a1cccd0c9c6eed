use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, dtype = u32>,
        Embedding<1000>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Embedding<1000> => Embedding<1000, 16>
