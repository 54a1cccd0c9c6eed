use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Tanh>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [0.5]);
    let mut net = Net::zeros();
    net.compile(Huber::new(), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Huber::new() => Unpaired(Huber::new())
