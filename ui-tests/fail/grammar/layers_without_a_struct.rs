use layerproof::prelude::*;

sequential! {
    Input<2>,
    Dense<1>,
}

fn main() {}

// mend: sequential! { => sequential! { struct Net {
// mend: Dense<1>, => Dense<1>, }
// rustc: what a macro gives is read before the macro could say anything
