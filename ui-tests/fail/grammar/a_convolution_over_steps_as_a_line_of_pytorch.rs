use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        nn.Conv1d(4, 8, 3, dilation=2),
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: nn.Conv1d(4, 8, 3, dilation=2) => Conv1d<8, 3, dilation_rate = 2>
