use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 4>,
        Conv1d<8, 3, padding = "causal">,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: "causal" => Causal
