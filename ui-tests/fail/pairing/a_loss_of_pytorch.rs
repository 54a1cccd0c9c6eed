use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BCELoss::new(), Adam::new(0.01), ());
    Ok(())
}

// mend: BCELoss::new() => BinaryCrossentropy::new()
