use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        Conv1d<4, 3, kernel_initializer = Identity>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Identity => GlorotUniform
