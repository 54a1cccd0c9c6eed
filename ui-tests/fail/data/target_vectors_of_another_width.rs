use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    let y = vec![SVector::<f32, 4>::zeros(); 2];
    net.compile(CategoricalCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: SVector::<f32, 4> => SVector::<f32, 3>
