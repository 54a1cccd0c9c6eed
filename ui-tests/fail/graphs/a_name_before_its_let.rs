use layerproof::prelude::*;

functional! {
    fn Net(x: Input<16>) -> score {
        let score = Dense<1, Sigmoid>(hidden);
        let hidden = Dense<32, Relu>(x);
    }
}

fn main() {}

// mend: let score = Dense<1, Sigmoid>(hidden) => let first = Dense<32, Relu>(x)
// mend: let hidden = Dense<32, Relu>(x) => let score = Dense<1, Sigmoid>(first)
