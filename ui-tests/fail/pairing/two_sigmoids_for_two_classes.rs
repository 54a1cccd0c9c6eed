use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<2, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    let y = vec![0u8, 1];
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<2, Sigmoid> => Dense<2, Softmax>
