use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<2, 3, 3>,
        Flatten,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.predict(&[0.0; 64]);
    Ok(())
}

// mend: &[0.0; 64] => &[[[0.0]; 8]; 8]
