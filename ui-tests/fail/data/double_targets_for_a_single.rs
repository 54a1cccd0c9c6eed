use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    let y: Vec<f64> = vec![1.0, 2.0];
    net.compile(MeanSquaredError::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Vec<f64> => Vec<f32>
