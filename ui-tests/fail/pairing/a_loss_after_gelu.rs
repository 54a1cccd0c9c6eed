use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Gelu>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [0.5]);
    let mut net = Net::zeros();
    net.compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<1, Gelu> => Dense<1>
