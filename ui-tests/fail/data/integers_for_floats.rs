use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.predict(&[1, 2]);
    Ok(())
}

// mend: &[1, 2] => &[1.0, 2.0]
