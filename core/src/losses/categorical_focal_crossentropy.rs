//! Cross-entropy of classes in which what is right already counts less.

use super::clip::{clip, inside};
use super::focal::{self, focal_settings, power};
use super::{FromLogits, Loss, Numbers, Truth, argmax};
use crate::Scalar;
use crate::error::InvalidSetting;

/// −Σ α (1 − p)^γ · t·ln p over a distribution p (Lin and others 2017),
/// [`keras.losses.CategoricalFocalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/).
///
/// p is first divided by its sum and clipped to [10⁻⁷, 1 − 10⁻⁷].
///
/// ```
/// use layerproof::losses::{CategoricalFocalCrossentropy, Loss, Truth};
///
/// let loss = CategoricalFocalCrossentropy::new().value(&[0.25_f64, 0.5, 0.25], Truth::Values(&[0.0, 1.0, 0.0]));
/// assert!((loss - 0.25 * 0.25 * 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoricalFocalCrossentropy {
    alpha: f64,
    gamma: f64,
    label_smoothing: f64,
}

impl CategoricalFocalCrossentropy {
    /// α = 0.25, γ = 2, without smoothing.
    pub const fn new() -> Self {
        Self {
            alpha: 0.25,
            gamma: 2.0,
            label_smoothing: 0.0,
        }
    }

    focal_settings!();

    fn smooth<T: Scalar>(self, t: T, units: usize) -> T {
        t * T::from_f64(1.0 - self.label_smoothing) + T::from_f64(self.label_smoothing / units as f64)
    }

    /// The part of one class with probability q, and its derivative.
    fn of_one<T: Scalar>(self, q: T, t: T) -> (T, T) {
        let p = clip(q);
        let (factor, factor_slope) = power(T::ONE - p, self.gamma);
        let (ln, weight) = (p.ln(), -t * T::from_f64(self.alpha));
        let slope = if inside(q) {
            factor / p - factor_slope * ln
        } else {
            T::ZERO
        };
        (weight * factor * ln, weight * slope)
    }

    /// The loss of the distribution `q(i)`.
    fn value_of<T: Scalar>(self, output: &[T], truth: Truth<'_, T>, q: impl Fn(T) -> T) -> T {
        let each = truth.along(output);
        each.map(|(y, t)| self.of_one(q(y), self.smooth(t, output.len())).0)
            .sum()
    }

    /// For each class dL/dq − Σ q·dL/dq, times `scale(q)`: the gradient with respect to what is divided by its sum, or of which
    /// the softmax is taken.
    fn gradient_of<T: Scalar>(
        self,
        output: &[T],
        truth: Truth<'_, T>,
        q: impl Fn(T) -> T,
        scale: impl Fn(T) -> T,
        gradient: &mut [T],
    ) {
        let mut shared = T::ZERO;
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let q = q(y);
            *g = self.of_one(q, self.smooth(t, output.len())).1;
            shared += q * *g;
        }
        for (g, &y) in gradient.iter_mut().zip(output) {
            *g = scale(q(y)) * (*g - shared);
        }
    }
}

impl Default for CategoricalFocalCrossentropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Loss for CategoricalFocalCrossentropy {
    type Target = Numbers;
    const NAME: &'static str = "categorical_focal_crossentropy";
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        let Self {
            alpha,
            gamma,
            label_smoothing,
        } = *self;
        focal::check("CategoricalFocalCrossentropy", alpha, gamma, label_smoothing)
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let total: T = output.iter().copied().sum();
        self.value_of(output, truth, |p| p / total)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let total: T = output.iter().copied().sum();
        self.gradient_of(output, truth, |p| p / total, |_| scale / total, gradient);
    }
}

/// [`CategoricalFocalCrossentropy`] for a model that ends without an activation.
pub type CategoricalFocalCrossentropyFromLogits = FromLogits<CategoricalFocalCrossentropy>;

/// The softmax of one of these logits.
fn softmax<T: Scalar>(logits: &[T]) -> impl Fn(T) -> T + use<T> {
    let most = logits.get(argmax(logits)).copied().unwrap_or(T::ZERO);
    let total: T = logits.iter().map(|&x| (x - most).exp()).sum();
    move |x| (x - most).exp() / total
}

impl Loss for FromLogits<CategoricalFocalCrossentropy> {
    type Target = Numbers;
    const NAME: &'static str = CategoricalFocalCrossentropy::NAME;
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        self.0.value_of(output, truth, softmax(output))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        self.0
            .gradient_of(output, truth, softmax(output), |q| scale * q, gradient);
    }
}
