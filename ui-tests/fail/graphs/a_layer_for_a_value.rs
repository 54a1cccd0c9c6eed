use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let tower = Dense<32, Relu>;
        let score = Dense<1, Sigmoid>(Concatenate(tower, user));
    }
}

fn main() {}

// mend: (tower, user) => (tower(user), user)
