use layerproof::prelude::*;

functional! {
    fn Net(a: Input<4>, b: Input<4>) -> y {
        let y = Dense<1>(Concatenate(a, b, axis = 2));
    }
}

fn main() {}

// mend: axis = 2 => axis = 1
