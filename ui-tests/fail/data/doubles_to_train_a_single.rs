use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (x, y) = (vec![[0.5_f64, 0.5]], vec![true]);
    let mut net = Net::new(7);
    net.compile(BinaryCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: Input<2> => Input<2, dtype = f64>
