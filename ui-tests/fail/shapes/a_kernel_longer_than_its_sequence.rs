use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 2>,
        Conv1d<8, 3, Relu, dilation_rate = 6>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: dilation_rate = 6 => dilation_rate = 4
