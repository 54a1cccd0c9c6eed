use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<2, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&[[0.1, 0.2]], &[true], &Fit::new())?;
    Ok(())
}

// mend: &[true] => &[[true, false]]
