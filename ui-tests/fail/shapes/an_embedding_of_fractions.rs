use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10>,
        Embedding<1000, 16>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<10> => Input<10, dtype = u32>
