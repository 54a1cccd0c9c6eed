use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

#[derive(Clone, Copy)]
enum Species { A, B }

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    let y = vec![Species::A, Species::B];
    net.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), ()).fit(&x, &y, &Fit::new())?;
    Ok(())
}

// mend: vec![Species::A, Species::B] => vec![Species::A as usize, Species::B as usize]
// rustc: it also quotes the type that is no target
