//! The accuracy that fits the head.

use core::fmt;
use core::marker::PhantomData;

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::{Truth, argmax};

/// How often the model is right: Keras's `metrics=["accuracy"]`, which chooses by the model's head.
///
/// | the model ends | what counts |
/// |---|---|
/// | in `Sigmoid` | outputs above ½ that are yes, and others that are no: [`BinaryAccuracy`](super::BinaryAccuracy) |
/// | in `Softmax`, or without an activation | the largest output is that of the right class: [`SparseCategoricalAccuracy`](super::SparseCategoricalAccuracy) |
///
/// `K` is [`Binary`] or [`Categorical`], which `compile` finds out from the head; [`Labels`] counts outputs that are equal to their
/// targets, as [`keras.metrics.Accuracy`](https://keras.io/api/metrics/accuracy_metrics/) does.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Iris = sequential!(Input<4>, Dense<3, Softmax>);
///
/// let mut model = Iris::new(7);
/// let compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), Accuracy::new());
/// let evaluation = compiled.evaluate(&[[0.1, 0.2, 0.3, 0.4]], &[2_usize])?;
/// assert!([0.0, 1.0].contains(&evaluation["accuracy"]));
/// # Ok::<(), layerproof::Error>(())
/// ```
pub struct Accuracy<K> {
    kind: PhantomData<fn() -> K>,
}

/// Yes or no for each output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binary;

/// One class of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Categorical;

/// Outputs that are labels themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels;

/// What an [`Accuracy`] counts.
pub trait AccuracyKind: 'static {
    /// How much of a row is right.
    #[doc(hidden)]
    fn right<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> f64;
}

/// The part of a row's outputs for which this is so.
fn share<T: Scalar>(output: &[T], truth: Truth<'_, T>, is_right: impl Fn(T, T) -> bool) -> f64 {
    truth.along(output).filter(|&(y, t)| is_right(y, t)).count() as f64 / output.len() as f64
}

impl AccuracyKind for Binary {
    fn right<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> f64 {
        let half = T::from_f64(0.5);
        share(output, truth, |y, t| t == if y > half { T::ONE } else { T::ZERO })
    }
}

impl AccuracyKind for Categorical {
    fn right<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> f64 {
        f64::from(u8::from(truth.class() == Some(argmax(output))))
    }
}

impl AccuracyKind for Labels {
    fn right<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> f64 {
        share(output, truth, |y, t| y == t)
    }
}

impl<K> Accuracy<K> {
    /// The metric; it has no settings.
    pub const fn new() -> Self {
        Self { kind: PhantomData }
    }
}

impl<K> Default for Accuracy<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Clone for Accuracy<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Accuracy<K> {}

impl<K> PartialEq for Accuracy<K> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<K> fmt::Debug for Accuracy<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Accuracy")
    }
}

impl<K: AccuracyKind> Metric for Accuracy<K> {
    type State = Mean;

    fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
        state.add(K::right(output, truth), weight);
    }

    fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
        each("accuracy", state.result());
    }
}
