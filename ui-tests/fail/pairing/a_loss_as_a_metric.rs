use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(Huber::new(), Adam::new(0.01), Huber::new());
    Ok(())
}

// mend: , Huber::new()); => , MeanAbsoluteError::new());
