//! A model of zeros that cannot learn says so; one that can learns.

use std::string::ToString as _;

use bytemuck::Zeroable as _;
use nalgebra::SVector;

use crate::activations::{Relu, Sigmoid, Softmax, Tanh};
use crate::error::{Error, TrainingError};
use crate::layers::{Activation, Dense, Dropout};
use crate::losses::{BinaryCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy, Unpaired};
use crate::model::{Network, Sequential};
use crate::optimizers::{Adam, Sgd};
use crate::shape::Features;
use crate::training::{Fit, Train, Workspace};

const X: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const CLASSES: [u8; 4] = [0, 1, 1, 1];
const NUMBERS: [f32; 4] = [0.0, 1.0, 1.0, 1.0];

type Logistic = Sequential<(Dense<f32, 2, 1, Sigmoid>, ())>;
type Classes = Sequential<(Dense<f32, 2, 2, Softmax>, ())>;
type Hidden = Sequential<(Dense<f32, 2, 8, Relu>, (Dense<f32, 8, 1>, ()))>;
type HiddenTanh = Sequential<(
    Dense<f32, 2, 8>,
    (Activation<f32, Features<8>, Tanh>, (Dense<f32, 8, 2, Softmax>, ())),
)>;
type HiddenSigmoid = Sequential<(Dense<f32, 2, 8, Sigmoid>, (Dense<f32, 8, 1>, ()))>;
type Dropped = Sequential<(Dropout<f32, Features<2>, { 0.9_f64.to_bits() }>, (Dense<f32, 2, 1>, ()))>;
type Dead = Sequential<(Dense<f32, 2, 1, Relu>, ())>;

fn fit() -> Fit<'static> {
    Fit::new().epochs(20).progress(false)
}

#[test]
fn one_layer_learns_from_zeros() {
    let mut model = Logistic::zeros();
    let history = model
        .compile(BinaryCrossentropy::new(), Sgd::new(1.0), ())
        .fit(&X, &[false, true, true, true], &fit())
        .unwrap();
    assert!(history.last().loss < 0.4, "{}", history.last());
    let mut model = Classes::zeros();
    let history = model
        .compile(SparseCategoricalCrossentropy::new(), Sgd::new(1.0), ())
        .fit(&X, &CLASSES, &fit())
        .unwrap();
    assert!(history.last().loss < 0.5, "{}", history.last());
    // The gradient of the outputs, not of the sums.
    let loss = Unpaired(MeanSquaredError::new());
    Logistic::zeros()
        .compile(loss, Sgd::new(1.0), ())
        .fit(&X, &NUMBERS, &fit())
        .unwrap();
    Dropped::zeros()
        .compile(MeanSquaredError::new(), Sgd::new(0.1), ())
        .fit(&X, &NUMBERS, &fit())
        .unwrap();
}

/// Sigmoids are 1/2 at 0: the layer behind them learns, and then they do.
#[test]
fn hidden_sigmoids_learn_from_zeros() {
    let mut model = HiddenSigmoid::zeros();
    model
        .compile(MeanSquaredError::new(), Adam::new(0.1), ())
        .fit(&X, &NUMBERS, &fit())
        .unwrap();
    let mut moved = true;
    model.parameters(&mut |_, _, values: &[f32]| moved &= values.iter().all(|value| *value != 0.0));
    assert!(moved, "every parameter has moved");
}

#[test]
fn hidden_layers_of_zeros_are_a_fault() {
    let mut model = Hidden::zeros();
    let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.1), ());
    let error = compiled.fit(&X, &NUMBERS, &fit()).unwrap_err();
    assert!(matches!(error, Error::Training(TrainingError::AllZero)), "{error}");
    assert!(error.to_string().contains("`Net::new(seed)`"), "{error}");
    // A step is a step: it moves the last bias, as it always did.
    compiled.train_step(&X, &NUMBERS).unwrap();
    assert!(model != Hidden::zeros());
    // With that bias the model is not all zeros any more.
    model
        .compile(MeanSquaredError::new(), Adam::new(0.1), ())
        .fit(&X, &NUMBERS, &fit())
        .unwrap();

    let mut model = HiddenTanh::zeros();
    let error = model
        .compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ())
        .fit(&X, &CLASSES, &fit())
        .unwrap_err();
    assert!(matches!(error, Error::Training(TrainingError::AllZero)), "{error}");
    assert!(model == HiddenTanh::zeros(), "nothing was changed");

    let loss = Unpaired(MeanSquaredError::new());
    let error = Dead::zeros().compile(loss, Sgd::new(0.1), ()).fit(&X, &NUMBERS, &fit());
    assert!(matches!(error, Err(Error::Training(TrainingError::AllZero))));
}

/// The same from random numbers, or from zeros with one kernel that is not.
#[test]
fn any_number_but_zero_is_a_beginning() {
    let mut model = Hidden::new(7);
    let learn = |model: &mut Hidden| {
        let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.1), ());
        compiled.fit(&X, &NUMBERS, &fit()).map(|history| history.last().loss)
    };
    assert!(learn(&mut model).unwrap() < 0.1);
    let mut model = Hidden::zeros();
    model.0.0.bias = SVector::repeat(0.1);
    assert!(learn(&mut model).is_ok());
}

/// What the model is tried with leaves nothing behind: the same bits as without.
#[test]
fn the_trial_leaves_no_trace() {
    let mut fitted = Logistic::zeros();
    fitted
        .compile(BinaryCrossentropy::new(), Adam::new(0.1), ())
        .fit(&X, &[false, true, true, true], &fit().epochs(3).shuffle(false))
        .unwrap();
    let mut stepped = Logistic::zeroed();
    let mut workspace = Workspace::<Logistic, Adam, 32>::zeros();
    let mut compiled = stepped.compile_in(&mut workspace, BinaryCrossentropy::new(), Adam::new(0.1), ());
    for _ in 0..3 {
        compiled.train_step(&X, &[false, true, true, true]).unwrap();
    }
    assert_eq!(fitted.0.0, stepped.0.0);
}
