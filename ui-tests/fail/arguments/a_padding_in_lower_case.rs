use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<4, 3, padding = same>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: padding = same => padding = Same
