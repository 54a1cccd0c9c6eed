use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::new();
    net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ());
    Ok(())
}

// mend: new() => new(7)
// rustc: how many arguments a function takes is checked before what they are
