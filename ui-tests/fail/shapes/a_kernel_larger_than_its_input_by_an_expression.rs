use layerproof::prelude::*;

const KERNEL: usize = 3;

sequential! {
    struct Net {
        Input<12, 12, 1>,
        MaxPooling2d<4, 4>,
        Conv2d<16, { KERNEL + 2 }, 5>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: { KERNEL + 2 }, 5 => { KERNEL + 2 }, 5, padding = Same
