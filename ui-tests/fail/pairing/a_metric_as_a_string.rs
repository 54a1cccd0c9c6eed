use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ["accuracy"]);
    Ok(())
}

// mend: ["accuracy"] => Accuracy::new()
