use layerproof::prelude::*;

const FEATURES: usize = 2;

sequential! {
    struct Net {
        Input<FEATURES>,
        Dense<3, Relu>,
        Dense<1, Sigmoid>,
    }
    weights = "weights/own.safetensors",
}

fn main() {
    let _ = Net::TRAINED.predict(&[0.4, 0.7]);
}
