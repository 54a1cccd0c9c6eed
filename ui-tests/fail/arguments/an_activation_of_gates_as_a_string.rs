use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Lstm<8, recurrent_activation = "hard_sigmoid">,
        Dense<1>,
    }
}

fn main() {}

// mend: "hard_sigmoid" => HardSigmoid
