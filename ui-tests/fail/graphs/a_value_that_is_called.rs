use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let tower = Dense<32, Relu>(user);
        let score = Dense<1, Sigmoid>(tower(user));
    }
}

fn main() {}

// mend: Relu>(user) => Relu>
