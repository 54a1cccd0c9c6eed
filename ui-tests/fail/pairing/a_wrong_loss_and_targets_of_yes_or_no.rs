use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn train(net: &mut Net) -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.1, 0.2], [0.3, 0.4]], [true, false]);
    let mut compiled = net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ());
    compiled.fit(&x, &y, &Fit::new())?;
    compiled.evaluate(&x, &y)?;
    Ok(())
}

fn main() {}

// mend: BinaryCrossentropy => SparseCategoricalCrossentropy
// mend: [true, false] => [2_u8, 0]
