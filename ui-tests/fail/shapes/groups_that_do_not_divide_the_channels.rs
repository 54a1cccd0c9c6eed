use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 4, 6>,
        GroupNormalization<4>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: GroupNormalization<4> => GroupNormalization<3>
