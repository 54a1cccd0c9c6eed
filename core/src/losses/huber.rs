//! Squared near the truth, absolute far from it.

use super::{Loss, Numbers, Truth};
use crate::Scalar;
use crate::error::InvalidSetting;

/// mean(½e² where |e| ≤ δ, else δ|e| − ½δ²), e = y − t,
/// [`keras.losses.Huber`](https://keras.io/api/losses/regression_losses/).
///
/// ```
/// use layerproof::losses::{Huber, Loss, Truth};
///
/// let loss = Huber::new().delta(1.0).value(&[0.5, 4.0], Truth::Values(&[0.0, 0.0]));
/// assert_eq!(loss, (0.125 + 3.5) / 2.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Huber {
    delta: f64,
}

impl Huber {
    /// δ = 1.
    pub const fn new() -> Self {
        Self { delta: 1.0 }
    }

    /// Where the square turns into a straight line. Training refuses one that is not above 0.
    #[must_use]
    pub const fn delta(mut self, delta: f64) -> Self {
        self.delta = delta;
        self
    }
}

impl Default for Huber {
    fn default() -> Self {
        Self::new()
    }
}

impl Loss for Huber {
    type Target = Numbers;
    const NAME: &'static str = "huber_loss";

    fn check(&self) -> Result<(), InvalidSetting> {
        let fine = self.delta > 0.0 && self.delta.is_finite();
        InvalidSetting::require(fine, "Huber", "delta", self.delta, "be finite and above 0")
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let (half, delta) = (T::from_f64(0.5), T::from_f64(self.delta));
        let each = truth.along(output).map(|(y, t)| {
            let e = (y - t).abs();
            if e <= delta {
                half * e * e
            } else {
                delta * e - half * delta * delta
            }
        });
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let (scale, delta) = (scale / T::from_f64(output.len() as f64), T::from_f64(self.delta));
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (y - t).min(delta).max(-delta);
        }
    }
}
