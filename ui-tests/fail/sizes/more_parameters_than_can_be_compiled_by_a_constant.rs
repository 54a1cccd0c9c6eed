use layerproof::prelude::*;

const UNITS: usize = 300_000_000;

sequential! {
    struct Net {
        Input<2>,
        Dense<UNITS, Relu>,
        Dense<1, Sigmoid>,
    }
}

fn main() {
    let _ = Net::zeros().predict(&[0.4, 0.7]);
}

// mend: 300_000_000 => 3000
