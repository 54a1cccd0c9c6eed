use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu"),
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu") => Conv1d<8, 3, Relu, padding = Causal, dilation_rate = 2>
