use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&[[0.1, 0.2]], &["yes"], &Fit::new())?;
    Ok(())
}

// mend: &["yes"] => &[true]
