use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Relu>,
        Dense<1, Sigmoid>,
        weights = "weights/own.safetensors",
    }
}

fn main() {
    let _ = Net::TRAINED.predict(&[0.4, 0.7]);
}
