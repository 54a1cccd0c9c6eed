use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let y = vec![0u8, 1];
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), ()).train_step(&[[0.1, 0.2, 0.3]], &y)?;
    Ok(())
}

// mend: &[[0.1, 0.2, 0.3]] => &[[0.1, 0.2], [0.3, 0.4]]
