use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let sum = Add(user);
        let score = Dense<1, Sigmoid>(sum);
    }
}

fn main() {}

// mend: Add(user) => Add(user, user)
