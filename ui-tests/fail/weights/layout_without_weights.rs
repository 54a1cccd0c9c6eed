use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Relu>,
        Dense<1, Sigmoid>,
    }
    layout = Keras,
}

fn main() {
    let _ = Net::zeros().predict(&[0.4, 0.7]);
}
