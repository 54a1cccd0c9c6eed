use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 2, dtype = u32>,
        Embedding<1000, 8>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10, 2, dtype = u32> => Input<20, dtype = u32>
