use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![SVector::<f32, 4>::zeros(); 2];
    let y = vec![0u8, 1];
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: SVector::<f32, 4> => SVector::<f32, 2>
