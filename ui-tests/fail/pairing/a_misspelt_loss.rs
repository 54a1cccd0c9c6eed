use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(MeanSquareError::new(), Adam::new(0.01), ());
    Ok(())
}

// mend: MeanSquareError => MeanSquaredError
// rustc: a loss is a Rust name
