use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let hidden = Dense<32, Relu>(user);
        let score = Dense<1, Sigmoid>(user);
    }
}

fn main() {}

// mend: Sigmoid>(user) => Sigmoid>(hidden)
