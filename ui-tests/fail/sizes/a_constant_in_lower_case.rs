use layerproof::prelude::*;
const hidden: usize = 8;

sequential! {
    struct Net {
        Input<2>,
        Dense<hidden>,
        Dense<1>,
    }
}

fn main() {}

// mend: const hidden => const HIDDEN
// mend: Dense<hidden> => Dense<HIDDEN>
