use layerproof::prelude::*;

functional! {
    fn Net(x: Input<16>) -> y {
        let hidden = Dense<32, Relu>(x);
        let y = Dense<1>(Add(x, hidden));
    }
}

fn main() {}

// mend: Dense<32, => Dense<16,
