//! How alike outputs and targets rise and fall.

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::Truth;

/// The mean of Pearson's correlation between the outputs and the targets of each row,
/// [`keras.metrics.PearsonCorrelation`](https://keras.io/api/metrics/regression_metrics/).
///
/// It is along a row, so that a row needs two outputs at least; one whose outputs or targets are all the same has no correlation,
/// and the result is NaN.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{Mean, Metric, PearsonCorrelation};
///
/// let mut state = Mean::default();
/// PearsonCorrelation::new().update(&mut state, &[1.0, 2.0, 3.0], Truth::Values(&[2.0, 4.0, 6.0]), 1.0);
/// assert!((state.result() - 1.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PearsonCorrelation;

impl PearsonCorrelation {
    /// The metric; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Metric for PearsonCorrelation {
    type State = Mean;

    fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
        let count = output.len() as f64;
        let pairs = || truth.along(output).map(|(y, t)| (y.to_f64(), t.to_f64()));
        let (mut mean_y, mut mean_t) = (0.0, 0.0);
        for (y, t) in pairs() {
            mean_y += y / count;
            mean_t += t / count;
        }
        let (mut both, mut of_y, mut of_t) = (0.0, 0.0, 0.0);
        for (y, t) in pairs() {
            let (y, t) = (y - mean_y, t - mean_t);
            both += y * t;
            of_y += y * y;
            of_t += t * t;
        }
        state.add(both / (libm::sqrt(of_y) * libm::sqrt(of_t)), weight);
    }

    fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
        each("pearson_correlation", state.result());
    }
}
