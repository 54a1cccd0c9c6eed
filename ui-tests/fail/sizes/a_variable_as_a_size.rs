use layerproof::prelude::*;

fn main() {
    let n = 8;
    sequential! {
        struct Net {
            Input<2>,
            Dense<{ n }>,
        }
    }
}

// mend: let n = 8 => const N: usize = 8
// mend: { n } => N
// rustc: a variable in a constant is its own error
