use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ()).fit(&[[0.1, 0.2]], &[1.0_f32], &Fit::new())?;
    Ok(())
}

// mend: &[1.0_f32] => &[1_u8]
