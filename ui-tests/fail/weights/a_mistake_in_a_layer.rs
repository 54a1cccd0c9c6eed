use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, ReLU>,
    }
    weights = "weights/missing.safetensors",
}

fn main() {
    let _ = Net::TRAINED.predict(&[0.4, 0.7]);
}
