use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(CategoricalCrossentropy::new(), Sgd::new(0.1), ()).fit(&[[0.1, 0.2]], &[[0.0, 1.0, 0.0]], &Fit::new())?;
    Ok(())
}

// mend: [[0.0, 1.0, 0.0]] => [[0.0, 1.0, 0.0, 0.0]]
