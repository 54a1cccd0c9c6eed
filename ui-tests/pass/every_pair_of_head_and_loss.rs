use layerproof::prelude::*;

type Linear = sequential!(Input<2>, Dense<2>);
type Sigmoids = sequential!(Input<2>, Dense<2, Sigmoid>);
type One = sequential!(Input<2>, Dense<1, Sigmoid>);
type Softmaxed = sequential!(Input<2>, Dense<2>, Softmax);

const X: [[f32; 2]; 2] = [[0.1, 0.2], [0.3, 0.4]];

fn main() -> Result<(), layerproof::Error> {
    let values = [[0.0, 1.0], [1.0, 0.0]];
    let classes = [1usize, 0];
    let fit = Fit::new();
    Linear::zeros().compile(MeanSquaredError::new(), Sgd::new(0.1), MeanAbsoluteError::new()).fit(&X, &values, &fit)?;
    Linear::zeros().compile(MeanAbsoluteError::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::zeros().compile(Huber::new(), Adam::new(0.1), (MeanSquaredError::new(),)).fit(&X, &values, &fit)?;
    Linear::zeros().compile(BinaryCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::zeros().compile(CategoricalCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::zeros()
        .compile(SparseCategoricalCrossentropy::new().from_logits(), Sgd::new(0.1), SparseCategoricalAccuracy::new())
        .fit(&X, &classes, &fit)?;
    Sigmoids::zeros().compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new()).fit(&X, &values, &fit)?;
    One::zeros().compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &[true, false], &fit)?;
    One::zeros().compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &[1.0, 0.0], &fit)?;
    One::zeros().compile(Unpaired(MeanSquaredError::new()), Sgd::new(0.1), ()).fit(&X, &[[1.0], [0.0]], &fit)?;
    Softmaxed::zeros()
        .compile(CategoricalCrossentropy::new(), Sgd::new(0.1), CategoricalAccuracy::new())
        .fit(&X, &values, &fit)?;
    Softmaxed::zeros()
        .compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), SparseCategoricalAccuracy::new())
        .fit(&X, &[0u8, 1], &fit)?;
    Ok(())
}
