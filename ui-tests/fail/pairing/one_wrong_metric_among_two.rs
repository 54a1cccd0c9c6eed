use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [true]);
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), (BinaryAccuracy::new(), SparseCategoricalAccuracy::new())).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: (BinaryAccuracy::new(), SparseCategoricalAccuracy::new()) => BinaryAccuracy::new()
