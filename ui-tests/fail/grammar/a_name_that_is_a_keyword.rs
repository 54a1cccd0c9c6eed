use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        match: Dense<8, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: match: Dense<8, Relu> => match_layer: Dense<8, Relu>
