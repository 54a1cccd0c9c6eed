use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2, dtype = f16>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<2, dtype = f16> => Input<2, dtype = f32>
