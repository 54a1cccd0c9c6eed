use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, dtype = u32>,
        Dense<16>,
        Dense<1>,
    }
}

fn main() {}

// mend: dtype = u32 => dtype = f32
