use layerproof::prelude::*;

sequential! {
    struct Net {
        Input,
        Dense<1>,
    }
}

fn main() {}

// mend: Input => Input<2>
