use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Desne<8, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: Desne<8, Relu> => Dense<8, Relu>
