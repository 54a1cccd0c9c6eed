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
    let y = vec![true, false];
    net.compile(BinaryCrossentropy::new(), Adam::new(0.01), BinaryAccuracy::new()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<1> => Dense<1, Sigmoid>
