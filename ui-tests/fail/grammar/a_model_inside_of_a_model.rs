use layerproof::prelude::*;

sequential! {
    struct Net {
        Sequential<Input<2>, Dense<1>>,
    }
}

fn main() {}

// mend: Sequential<Input<2>, Dense<1>> => Input<2>, Dense<1>
