use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Relu>,
        Dense<1, Sigmoid>,
    }
    weights = own.safetensors,
}

fn main() {
    let _ = Net::zeros().predict(&[0.4, 0.7]);
}
