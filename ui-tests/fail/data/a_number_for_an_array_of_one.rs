use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<1>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.predict(&0.5);
    Ok(())
}

// mend: &0.5 => &[0.5]
