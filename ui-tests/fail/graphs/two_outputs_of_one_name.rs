use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> (score, score) {
        let score = Dense<1, Sigmoid>(user);
    }
}

fn main() {}

// mend: (score, score) => score
