use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), SGD::new(0.01), ());
    Ok(())
}

// mend: SGD::new => Sgd::new
// rustc: an optimiser is a Rust name
