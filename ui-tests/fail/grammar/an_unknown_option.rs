use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
    wieghts = "net.safetensors",
}

fn main() {}

// mend: wieghts = "net.safetensors", => nothing
