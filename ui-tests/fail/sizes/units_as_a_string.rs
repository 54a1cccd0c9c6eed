use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<"8">,
    }
}

fn main() {}

// mend: Dense<"8"> => Dense<8>
