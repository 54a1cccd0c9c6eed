//! Counts.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// mean(y − t·ln(y + 10⁻⁷)), for outputs that are expected counts,
/// [`keras.losses.Poisson`](https://keras.io/api/losses/probabilistic_losses/); also a metric.
///
/// For a model that ends in `Softplus`, `Exponential` or `Relu`.
///
/// ```
/// use layerproof::losses::{Loss, Poisson, Truth};
///
/// let loss = Poisson::new().value(&[1.0_f64, 2.0], Truth::Values(&[5.0, 0.0]));
/// assert!((loss - 1.5).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Poisson;

impl Poisson {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Loss for Poisson {
    type Target = Numbers;
    const NAME: &'static str = "poisson";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let epsilon = T::from_f64(1e-7);
        let each = truth.along(output).map(|(y, t)| y - t * (y + epsilon).ln());
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let (epsilon, scale) = (T::from_f64(1e-7), scale / T::from_f64(output.len() as f64));
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (T::ONE - t / (y + epsilon));
        }
    }
}
