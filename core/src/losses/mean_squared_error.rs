//! The mean of squared differences.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// mean((y − t)²), [`keras.losses.MeanSquaredError`](https://keras.io/api/losses/regression_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{Loss, MeanSquaredError, Truth};
///
/// let loss = MeanSquaredError::new().value(&[1.0, 4.0], Truth::Values(&[2.0, 2.0]));
/// assert_eq!(loss, 2.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MeanSquaredError;

impl MeanSquaredError {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Loss for MeanSquaredError {
    type Target = Numbers;
    const NAME: &'static str = "mean_squared_error";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let squares: T = truth.along(output).map(|(y, t)| (y - t) * (y - t)).sum();
        squares / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale * T::from_f64(2.0 / output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (y - t);
        }
    }
}
