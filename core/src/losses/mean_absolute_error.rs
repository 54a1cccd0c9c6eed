//! The mean of absolute differences.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// mean(|y − t|), [`keras.losses.MeanAbsoluteError`](https://keras.io/api/losses/regression_losses/); also a metric.
///
/// Where y = t the gradient is 0.
///
/// ```
/// use layerproof::losses::{Loss, MeanAbsoluteError, Truth};
///
/// let loss = MeanAbsoluteError::new().value(&[1.0, 4.0], Truth::Values(&[2.0, 2.0]));
/// assert_eq!(loss, 1.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MeanAbsoluteError;

impl MeanAbsoluteError {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Loss for MeanAbsoluteError {
    type Target = Numbers;
    const NAME: &'static str = "mean_absolute_error";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let sum: T = truth.along(output).map(|(y, t)| (y - t).abs()).sum();
        sum / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = if y > t {
                scale
            } else if y < t {
                -scale
            } else {
                // Also where one of them is NaN, which then stays visible.
                (y - t) * scale
            };
        }
    }
}
