use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>) -> score {
        let hidden = Dense<32, Relu>(usr);
        let score = Dense<1, Sigmoid>(hidden);
    }
}

fn main() {}

// mend: (usr) => (user)
