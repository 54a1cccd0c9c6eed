use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Relu>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [[0.0, 0.0, 0.0, 1.0]]);
    let mut net = Net::zeros();
    net.compile(CategoricalCrossentropy::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<4, Relu> => Dense<4, Softmax>
