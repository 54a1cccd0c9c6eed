//! Cross-entropy of yes-or-no outputs in which what is right already counts less.

use super::clip::{clip, inside};
use super::focal::{self, focal_settings, power};
use super::{FromLogits, Loss, Numbers, Truth};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::kernels::Plain;

/// mean((1 − q)^γ · crossentropy(p, t)), q = t·p + (1 − t)(1 − p) (Lin and others 2017),
/// [`keras.losses.BinaryFocalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/).
///
/// With `apply_class_balancing` times α for a yes and 1 − α for a no.
///
/// ```
/// use layerproof::losses::{BinaryFocalCrossentropy, Loss, Truth};
///
/// let loss = BinaryFocalCrossentropy::new().value(&[0.5_f64], Truth::Values(&[1.0]));
/// assert!((loss - 0.25 * 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinaryFocalCrossentropy {
    apply_class_balancing: bool,
    alpha: f64,
    gamma: f64,
    label_smoothing: f64,
}

impl BinaryFocalCrossentropy {
    /// γ = 2, α = 0.25 where classes are balanced, without smoothing.
    pub const fn new() -> Self {
        Self {
            apply_class_balancing: false,
            alpha: 0.25,
            gamma: 2.0,
            label_smoothing: 0.0,
        }
    }

    /// Whether a yes counts α times and a no 1 − α times.
    #[must_use]
    pub const fn apply_class_balancing(mut self, apply: bool) -> Self {
        self.apply_class_balancing = apply;
        self
    }

    focal_settings!();

    /// The loss of one probability, and its derivative.
    fn of_one<T: Scalar>(self, p: T, t: T) -> (T, T) {
        let (keep, shift) = (
            T::from_f64(1.0 - self.label_smoothing),
            T::from_f64(self.label_smoothing / 2.0),
        );
        let t = t * keep + shift;
        let q = clip(p);
        let entropy = -(t * q.ln() + (T::ONE - t) * (T::ONE - q).ln());
        let entropy_slope = if inside(p) {
            (T::ONE - t) / (T::ONE - p) - t / p
        } else {
            T::ZERO
        };
        let wrong = T::ONE - (t * p + (T::ONE - t) * (T::ONE - p));
        let (factor, factor_slope) = power(wrong, self.gamma);
        let weight = if self.apply_class_balancing {
            t * T::from_f64(self.alpha) + (T::ONE - t) * T::from_f64(1.0 - self.alpha)
        } else {
            T::ONE
        };
        let slope = factor_slope * (T::ONE - t - t) * entropy + factor * entropy_slope;
        (weight * factor * entropy, weight * slope)
    }
}

impl Default for BinaryFocalCrossentropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Loss for BinaryFocalCrossentropy {
    type Target = Numbers;
    const NAME: &'static str = "binary_focal_crossentropy";
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        focal::check("BinaryFocalCrossentropy", self.alpha, self.gamma, self.label_smoothing)
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        truth.along(output).map(|(p, t)| self.of_one(p, t).0).sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (p, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * self.of_one(p, t).1;
        }
    }
}

/// [`BinaryFocalCrossentropy`] for a model that ends without an activation.
pub type BinaryFocalCrossentropyFromLogits = FromLogits<BinaryFocalCrossentropy>;

impl Loss for FromLogits<BinaryFocalCrossentropy> {
    type Target = Numbers;
    const NAME: &'static str = BinaryFocalCrossentropy::NAME;
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let each = truth
            .along(output)
            .map(|(x, t)| self.0.of_one(x.sigmoid_at(Plain), t).0);
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (x, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let p = x.sigmoid_at(Plain);
            *g = scale * self.0.of_one(p, t).1 * p * (T::ONE - p);
        }
    }
}
