use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<{ 2 - 4 }>,
        Dense<1>,
    }
}

fn main() {}

// mend: { 2 - 4 } => { 4 - 2 }
// rustc: an overflow in an expression of the user is its own error
