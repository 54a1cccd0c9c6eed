//! Metrics, [`keras.metrics`](https://keras.io/api/metrics/).

use crate::Scalar;
use crate::losses::Truth;

/// A number that says how good a model is, gathered sample by sample.
pub trait Metric: Clone {
    /// The name in histories.
    const NAME: &'static str;
    /// Forgets what was gathered.
    fn reset(&mut self);
    /// Takes in one row of outputs with its truth and weight.
    fn update<T: Scalar>(&mut self, output: &[T], truth: Truth<'_, T>, weight: f64);
    /// The number; NaN before the first row.
    fn result(&self) -> f64;
}

/// Implemented by a head for the metrics that fit it: one, `()`, or a tuple.
pub trait MetricsFor<N> {}

impl<H: crate::activations::Head> MetricsFor<()> for H {}
