use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 10, 1>,
        ConvLstm2d<8, 3>,
        Dense<1>,
    }
}

fn main() {}

// mend: ConvLstm2d<8, 3> => Flatten
