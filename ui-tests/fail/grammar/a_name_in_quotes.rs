use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        "hidden": Dense<8>,
        Dense<1>,
    }
}

fn main() {}

// mend: "hidden": Dense<8> => hidden: Dense<8>
