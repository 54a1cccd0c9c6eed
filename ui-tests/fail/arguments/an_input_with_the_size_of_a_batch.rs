use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<32, 4>,
        Dense<8, Relu>,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<32, 4> => Input<4>
