use layerproof::prelude::*;

const WIDE: usize = 32;

functional! {
    fn Net(x: Input<16>) -> y {
        let hidden = Dense<WIDE, Relu>(x);
        let y = Dense<1>(Add(x, hidden));
    }
}

fn main() {}

// mend: = 32 => = 16
