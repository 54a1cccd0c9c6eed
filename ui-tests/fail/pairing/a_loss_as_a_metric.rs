use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), SparseCategoricalCrossentropy::new());
    Ok(())
}

// mend: , SparseCategoricalCrossentropy::new()); => , SparseCategoricalAccuracy::new());
