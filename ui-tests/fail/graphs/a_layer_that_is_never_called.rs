use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let tower = Dense<32, Relu>;
        let score = Dense<1, Sigmoid>(user);
    }
}

fn main() {}

// mend: Sigmoid>(user) => Sigmoid>(tower(user))
