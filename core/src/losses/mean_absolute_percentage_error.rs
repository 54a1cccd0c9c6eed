//! The mean of differences in per cent.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// 100 · mean(|y − t| / max(|t|, 10⁻⁷)),
/// [`keras.losses.MeanAbsolutePercentageError`](https://keras.io/api/losses/regression_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{Loss, MeanAbsolutePercentageError, Truth};
///
/// let loss = MeanAbsolutePercentageError::new().value(&[1.0, 6.0], Truth::Values(&[2.0, 4.0]));
/// assert_eq!(loss, 50.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MeanAbsolutePercentageError;

impl MeanAbsolutePercentageError {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Loss for MeanAbsolutePercentageError {
    type Target = Numbers;
    const NAME: &'static str = "mean_absolute_percentage_error";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let least = T::from_f64(1e-7);
        let each = truth.along(output).map(|(y, t)| (y - t).abs() / t.abs().max(least));
        each.sum::<T>() * T::from_f64(100.0 / output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let (least, scale) = (T::from_f64(1e-7), scale * T::from_f64(100.0 / output.len() as f64));
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let slope = scale / t.abs().max(least);
            *g = if y > t {
                slope
            } else if y < t {
                -slope
            } else {
                T::ZERO
            };
        }
    }
}
