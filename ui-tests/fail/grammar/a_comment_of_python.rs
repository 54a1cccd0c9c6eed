use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        # the hidden layer, of eight units
        Dense<8, Relu>,  # a comment (of four words)
        Dense<1, Sigmoid>,
    }
}

fn main() {
    let _ = Net::zeros().predict(&[0.4, 0.7]);
}

// mend: # the => // the
// mend: # a => // a
