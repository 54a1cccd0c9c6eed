use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [1u8]);
    let mut net = Net::zeros();
    net.compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<1, Sigmoid> => Dense<2, Softmax>
