use layerproof::prelude::*;

functional! {
    fn Net(x: Input<4>) -> y {
        let hidden = Dense<8, Relu>()(x);
        let y = Dense<1>(hidden);
    }
}

fn main() {}

// mend: Dense<8, Relu>()(x) => Dense<8, Relu>(x)
