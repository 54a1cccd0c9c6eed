use layerproof::prelude::*;

const KERNEL: usize = 5;

sequential! {
    struct Net {
        Input<12, 12, 1>,
        MaxPooling2d<4, 4>,
        Conv2d<16, KERNEL, KERNEL>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: KERNEL: usize = 5 => KERNEL: usize = 3
