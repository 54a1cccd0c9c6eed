use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        SeparableConv1d<4, 3, padding = Causal>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: padding = Causal => padding = Same
