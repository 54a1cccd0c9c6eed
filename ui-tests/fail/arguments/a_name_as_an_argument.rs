use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, name = "hidden">,
        Dense<1>,
    }
}

fn main() {}

// mend: Dense<8, name = "hidden"> => hidden: Dense<8>
