use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let m = Net::zeros();
    m.compile(MeanSquaredError::new(), Adam::new(0.01), ());
    net.predict(&[0.1, 0.2]);
    Ok(())
}

// mend: let m =  => let mut m = 
