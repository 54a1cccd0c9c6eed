//! The logarithm of the hyperbolic cosine.

use super::{Loss, Numbers, Truth};
use crate::Scalar;
use crate::kernels::Plain;

/// mean(ln cosh(y − t)), [`keras.losses.LogCosh`](https://keras.io/api/losses/regression_losses/); also a metric.
///
/// About half the square of small differences, and the size of large ones less ln 2.
///
/// ```
/// use layerproof::losses::{LogCosh, Loss, Truth};
///
/// let loss = LogCosh::new().value(&[1.0_f64], Truth::Values(&[0.0]));
/// assert!((loss - 1.0_f64.cosh().ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LogCosh;

impl LogCosh {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Loss for LogCosh {
    type Target = Numbers;
    const NAME: &'static str = "log_cosh";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let (two, ln_2) = (T::from_f64(2.0), T::from_f64(core::f64::consts::LN_2));
        let each = truth.along(output).map(|(y, t)| {
            let e = (y - t).abs();
            e + (-two * e).exp().ln_1p() - ln_2
        });
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (y - t).tanh_at(Plain);
        }
    }
}
