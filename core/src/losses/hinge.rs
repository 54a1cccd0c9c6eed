//! Yes or no by the sign, with a margin.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// mean(max(1 − t·y, 0)), targets −1 and 1, or 0 and 1, where 0 counts as −1,
/// [`keras.losses.Hinge`](https://keras.io/api/losses/hinge_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{Hinge, Loss, Truth};
///
/// let loss = Hinge::new().value(&[0.5, -3.0], Truth::Values(&[1.0, 0.0]));
/// assert_eq!(loss, 0.25);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hinge;

/// mean(max(1 − t·y, 0)²), targets −1 and 1, or 0 and 1, where 0 counts as −1,
/// [`keras.losses.SquaredHinge`](https://keras.io/api/losses/hinge_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{Loss, SquaredHinge, Truth};
///
/// let loss = SquaredHinge::new().value(&[0.5, -3.0], Truth::Values(&[1.0, 0.0]));
/// assert_eq!(loss, 0.125);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SquaredHinge;

impl Hinge {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl SquaredHinge {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

/// −1 for 0.
fn sign<T: Scalar>(t: T) -> T {
    if t == T::ZERO { -T::ONE } else { t }
}

/// max(1 − t·y, 0)
fn missing<T: Scalar>(y: T, t: T) -> T {
    (T::ONE - sign(t) * y).max(T::ZERO)
}

impl Loss for Hinge {
    type Target = Numbers;
    const NAME: &'static str = "hinge";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        truth.along(output).map(|(y, t)| missing(y, t)).sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = if missing(y, t) > T::ZERO {
                -scale * sign(t)
            } else {
                T::ZERO
            };
        }
    }
}

impl Loss for SquaredHinge {
    type Target = Numbers;
    const NAME: &'static str = "squared_hinge";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let each = truth.along(output).map(|(y, t)| missing(y, t) * missing(y, t));
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale * T::from_f64(2.0 / output.len() as f64);
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = -scale * sign(t) * missing(y, t);
        }
    }
}
