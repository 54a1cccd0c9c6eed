use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let score = Dropout<0.5>(Dense<1, Sigmoid>(user));
    }
}

fn main() {}

// mend: Dropout<0.5>(Dense<1, Sigmoid>(user)) => Dense<1, Sigmoid>(Dropout<0.5>(user))
