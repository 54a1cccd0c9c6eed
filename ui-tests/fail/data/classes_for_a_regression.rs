use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&[[0.1, 0.2]], &[1u8], &Fit::new())?;
    Ok(())
}

// mend: &[1u8] => &[1.0]
