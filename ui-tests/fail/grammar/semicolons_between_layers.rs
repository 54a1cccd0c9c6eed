use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>;
        Dense<8, Relu>;
        Dense<1>;
    }
}

fn main() {}

// mend: Input<2>; => Input<2>,
// mend: Dense<8, Relu>; => Dense<8, Relu>,
// mend: Dense<1>; => Dense<1>,
