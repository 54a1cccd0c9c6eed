use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4000000000, Relu>,
        Dense<1, Sigmoid>,
    }
}

fn main() {
    let _ = Net::zeros().predict(&[0.4, 0.7]);
}

// mend: Dense<4000000000, Relu> => Dense<4000, Relu>
