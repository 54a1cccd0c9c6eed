use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [true]);
    let mut net = Net::new(7);
    net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ["accuracy"]).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: ["accuracy"] => Accuracy::new()
