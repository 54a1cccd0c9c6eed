use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [1.0]);
    let mut net = Net::zeros();
    net.compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: MeanSquaredError::new() => Unpaired(MeanSquaredError::new())
