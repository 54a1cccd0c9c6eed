use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![0.1_f32, 0.2];
    net.predict(&x[..]);
    Ok(())
}

// mend: net.predict(&x[..]); => net.predict(&<[f32; 2]>::try_from(&x[..]).unwrap());
