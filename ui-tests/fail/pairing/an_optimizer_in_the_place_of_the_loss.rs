use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = ([[0.5, 0.5]], [true]);
    let mut net = Net::zeros();
    net.compile(Sgd::new(0.1), Sgd::new(0.1), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: compile(Sgd::new(0.1),  => compile(BinaryCrossentropy::new(), 
