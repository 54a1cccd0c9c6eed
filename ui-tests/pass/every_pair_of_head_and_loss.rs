use layerproof::prelude::*;

type Linear = sequential!(Input<2>, Dense<2>);
type Sigmoids = sequential!(Input<2>, Dense<2, Sigmoid>);
type One = sequential!(Input<2>, Dense<1, Sigmoid>);
type Counts = sequential!(Input<2>, Dense<2, Softplus>);
type Exponentials = sequential!(Input<2>, Dense<2, Exponential>);
type Rectified = sequential!(Input<2>, Dense<2, Relu>);
type Signs = sequential!(Input<2>, Dense<2, Tanh>);
type Softmaxed = sequential!(Input<2>, Dense<2>, Softmax);

const X: [[f32; 2]; 2] = [[0.1, 0.2], [0.3, 0.4]];

fn main() -> Result<(), layerproof::Error> {
    let values = [[0.0, 1.0], [1.0, 0.0]];
    let classes = [1usize, 0];
    let fit = Fit::new();
    Linear::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), MeanAbsoluteError::new()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(MeanAbsoluteError::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(Huber::new(), Adam::new(0.1), (MeanSquaredError::new(),)).fit(&X, &values, &fit)?;
    Linear::new(7).compile(BinaryCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(CategoricalCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7)
        .compile(SparseCategoricalCrossentropy::new().from_logits(), Sgd::new(0.1), SparseCategoricalAccuracy::new())
        .fit(&X, &classes, &fit)?;
    Sigmoids::new(7).compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new()).fit(&X, &values, &fit)?;
    One::new(7).compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &[true, false], &fit)?;
    One::new(7).compile(BinaryCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &[1.0, 0.0], &fit)?;
    One::new(7).compile(Unpaired(MeanSquaredError::new()), Sgd::new(0.1), ()).fit(&X, &[[1.0], [0.0]], &fit)?;
    Softmaxed::new(7)
        .compile(CategoricalCrossentropy::new(), Sgd::new(0.1), CategoricalAccuracy::new())
        .fit(&X, &values, &fit)?;
    Softmaxed::new(7)
        .compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), SparseCategoricalAccuracy::new())
        .fit(&X, &[0u8, 1], &fit)?;
    Linear::new(7).compile(MeanAbsolutePercentageError::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(LogCosh::new(), Sgd::new(0.1), LogCosh::new()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(CosineSimilarity::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(Hinge::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(SquaredHinge::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(CategoricalHinge::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7).compile(BinaryFocalCrossentropy::new().from_logits(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Linear::new(7)
        .compile(CategoricalFocalCrossentropy::new().from_logits(), Sgd::new(0.1), ())
        .fit(&X, &values, &fit)?;
    Sigmoids::new(7).compile(BinaryFocalCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Sigmoids::new(7).compile(Dice::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Sigmoids::new(7).compile(Tversky::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Softmaxed::new(7).compile(CategoricalFocalCrossentropy::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Softmaxed::new(7).compile(KlDivergence::new(), Sgd::new(0.1), KlDivergence::new()).fit(&X, &values, &fit)?;
    Counts::new(7).compile(Poisson::new(), Sgd::new(0.1), Poisson::new()).fit(&X, &values, &fit)?;
    Exponentials::new(7).compile(MeanSquaredLogarithmicError::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Rectified::new(7).compile(Poisson::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Signs::new(7).compile(Hinge::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Signs::new(7).compile(SquaredHinge::new(), Sgd::new(0.1), ()).fit(&X, &values, &fit)?;
    Ok(())
}
