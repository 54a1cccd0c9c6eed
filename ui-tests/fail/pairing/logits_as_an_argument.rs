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
    net.compile(BinaryCrossentropy::new(true), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: new(true) => new()
// rustc: how many arguments a function takes is checked before what they are; `.from_logits()` is the builder method
