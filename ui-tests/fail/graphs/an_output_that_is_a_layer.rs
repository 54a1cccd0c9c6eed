use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let score = Dense<1, Sigmoid>;
    }
}

fn main() {}

// mend: Sigmoid>; => Sigmoid>(user);
