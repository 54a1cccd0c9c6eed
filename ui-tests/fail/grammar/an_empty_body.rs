use layerproof::prelude::*;

sequential! {
    struct Net {

    }
}

fn main() {}

// mend: struct Net { => struct Net { Input<2>, Dense<1>,
