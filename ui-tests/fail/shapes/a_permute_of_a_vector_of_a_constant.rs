use layerproof::prelude::*;

const WIDTH: usize = 12;

sequential! {
    struct Net {
        Input<WIDTH>,
        Permute<2, 1>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<WIDTH> => Input<WIDTH, 2>
