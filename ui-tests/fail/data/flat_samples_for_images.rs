use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Flatten,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.0; 64]; 2];
    let y = vec![0u8, 1];
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: [0.0; 64] => [[[0.0]; 8]; 8]
