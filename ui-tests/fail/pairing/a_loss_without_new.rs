use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(BinaryCrossentropy, Adam::new(0.01), ());
    Ok(())
}

// mend: compile(BinaryCrossentropy, => compile(BinaryCrossentropy::new(),
// rustc: a struct without its fields is its own error
