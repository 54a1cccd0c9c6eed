use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), "adam", ());
    Ok(())
}

// mend: "adam" => Adam::new(0.001)
