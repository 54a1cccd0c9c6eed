use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<2>,
    }
    weights = "weights/square.safetensors",
}

fn main() {
    let _ = Net::TRAINED.predict(&[0.4, 0.7]);
}
