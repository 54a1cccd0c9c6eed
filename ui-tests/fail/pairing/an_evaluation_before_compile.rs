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
    println!("{}", net.evaluate(&x, &y)?);
    Ok(())
}

// mend: net.evaluate => net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ()).evaluate
