use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [1u8]);
    let mut net = Net::zeros();
    net.compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: BinaryAccuracy => SparseCategoricalAccuracy
