use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Tanh>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [1.0]);
    let mut net = Net::new(7);
    net.compile(Hinge::new(), Adam::new(0.01), Accuracy::new()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Accuracy::new() => SquaredHinge::new()
