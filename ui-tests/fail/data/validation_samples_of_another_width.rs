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
    let y = vec![1.0, 2.0];
    let v = vec![[0.1, 0.2, 0.3]];
    net.compile(MeanSquaredError::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new().validation_data(&v, &[1.0]))?;
    Ok(())
}

// mend: vec![[0.1, 0.2, 0.3]] => vec![[0.1, 0.2]]
