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
    net.compile(SparseCategoricalCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Dense<4, Softmax> => Dense<4>
