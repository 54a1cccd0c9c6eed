//! The mean of squared differences of logarithms.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// mean((ln(1 + y) − ln(1 + t))²), both numbers at least 10⁻⁷,
/// [`keras.losses.MeanSquaredLogarithmicError`](https://keras.io/api/losses/regression_losses/); also a metric.
///
/// For outputs that are not negative: a model that ends in `Softplus`, `Exponential` or `Relu`.
///
/// ```
/// use layerproof::losses::{Loss, MeanSquaredLogarithmicError, Truth};
///
/// let loss = MeanSquaredLogarithmicError::new().value(&[1.0_f64], Truth::Values(&[3.0]));
/// assert!((loss - 2.0_f64.ln().powi(2)).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MeanSquaredLogarithmicError;

impl MeanSquaredLogarithmicError {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

/// ln(1 + x) of a number that counts as at least 10⁻⁷.
fn log<T: Scalar>(x: T) -> T {
    (x.max(T::from_f64(1e-7)) + T::ONE).ln()
}

impl Loss for MeanSquaredLogarithmicError {
    type Target = Numbers;
    const NAME: &'static str = "mean_squared_logarithmic_error";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let each = truth.along(output).map(|(y, t)| {
            let e = log(y) - log(t);
            e * e
        });
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale * T::from_f64(2.0 / output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = if y > T::from_f64(1e-7) {
                scale * (log(y) - log(t)) / (y + T::ONE)
            } else {
                T::ZERO
            };
        }
    }
}
