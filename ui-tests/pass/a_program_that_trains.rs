use layerproof::prelude::*;

sequential! {
    struct Xor {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let y = [false, true, true, false];
    let mut model = Xor::random(&mut SmallRng::seed_from_u64(7));
    let history = model
        .compile(BinaryCrossentropy::new(), Sgd::new(0.5), BinaryAccuracy::new())
        .fit(&x, &y, &Fit::new().batch_size(4).epochs(2000))?;
    println!("{}", history.last());
    assert!(model.predict(&[1.0, 0.0])[0] > 0.5);
    Ok(())
}
