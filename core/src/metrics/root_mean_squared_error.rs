//! The root of the mean of squared differences.

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::{Loss as _, MeanSquaredError, Truth};

/// √ mean((y − t)²), [`keras.metrics.RootMeanSquaredError`](https://keras.io/api/metrics/regression_metrics/): in the unit of the
/// outputs.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{Metric, RootMeanSquaredError};
///
/// let (metric, mut state) = (RootMeanSquaredError::new(), Default::default());
/// metric.update(&mut state, &[1.0, 5.0], Truth::Values(&[1.0, 1.0]), 1.0);
/// metric.update(&mut state, &[1.0, 1.0], Truth::Values(&[1.0, 1.0]), 1.0);
/// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("root_mean_squared_error", 2.0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RootMeanSquaredError;

impl RootMeanSquaredError {
    /// The metric; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Metric for RootMeanSquaredError {
    type State = Mean;

    fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
        state.add(MeanSquaredError::new().value(output, truth).to_f64(), weight);
    }

    fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
        each("root_mean_squared_error", libm::sqrt(state.result()));
    }
}
