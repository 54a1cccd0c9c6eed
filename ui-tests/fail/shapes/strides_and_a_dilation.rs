use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Conv1d<8, 3, strides = 2, dilation_rate = 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: strides = 2, dilation_rate = 2 => dilation_rate = 2
