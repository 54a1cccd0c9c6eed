use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    let y = vec![true, false];
    net.fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: net.fit( => net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ()).fit(
// rustc: a method that is not there is its own error
