use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.predict([0.1, 0.2]);
    Ok(())
}

// mend: net.predict([0.1, 0.2]) => net.predict(&[0.1, 0.2])
// rustc: a forgotten `&` is its own error, and it shows the mend
