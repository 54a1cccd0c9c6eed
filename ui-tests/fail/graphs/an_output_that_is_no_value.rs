use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> scores {
        let score = Dense<1, Sigmoid>(user);
    }
}

fn main() {}

// mend: -> scores => -> score
