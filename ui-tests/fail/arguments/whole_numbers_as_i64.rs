use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, dtype = i64>,
        Embedding<1000, 16>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: dtype = i64 => dtype = u32
