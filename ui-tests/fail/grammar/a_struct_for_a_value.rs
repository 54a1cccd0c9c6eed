use layerproof::prelude::*;

fn main() {
    let net = sequential! {
        struct Net {
            Input<2>,
            Dense<1>,
        }
    };
}

// mend: let net = sequential! { => sequential! {
// mend: }; => } let net = Net::zeros();
// rustc: what a macro gives is read before the macro could say anything
