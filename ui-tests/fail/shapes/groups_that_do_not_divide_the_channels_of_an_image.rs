use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 3>,
        Conv2d<4, 3, groups = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: groups = 2 => groups = 1
