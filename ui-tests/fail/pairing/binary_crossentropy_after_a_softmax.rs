use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [3u8]);
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: BinaryCrossentropy => SparseCategoricalCrossentropy
