//! Cross-entropy of yes-or-no outputs.

use super::clip::{clip, inside};
use super::{FromLogits, Loss, Numbers, Truth};
use crate::Scalar;
use crate::error::InvalidSetting;

/// mean(−t·ln p − (1 − t)·ln(1 − p)) over probabilities p,
/// [`keras.losses.BinaryCrossentropy`](https://keras.io/api/losses/probabilistic_losses/).
///
/// p is first clipped to [10⁻⁷, 1 − 10⁻⁷]. Behind a sigmoid the gradient is that of the sums, (p − t) / units, which
/// stays exact where Keras's is clipped to 0. For a model that ends without an activation there is
/// [`BinaryCrossentropyFromLogits`](super::BinaryCrossentropyFromLogits).
///
/// ```
/// use layerproof::losses::{BinaryCrossentropy, Loss, Truth};
///
/// let loss = BinaryCrossentropy::new().value(&[0.5_f64], Truth::Values(&[1.0]));
/// assert!((loss - 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BinaryCrossentropy {
    label_smoothing: f64,
}

impl BinaryCrossentropy {
    /// Without smoothing.
    // Of a call with other arguments the compiler shows this line.
    pub const fn new(/* of logits: `new().from_logits()` */) -> Self {
        Self { label_smoothing: 0.0 }
    }

    /// Draws the targets towards ½: t·(1 − s) + s/2. Training refuses an s outside [0, 1].
    #[must_use]
    pub const fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }

    /// The same loss over sums that went through no sigmoid.
    #[must_use]
    pub const fn from_logits(self) -> FromLogits<Self> {
        FromLogits(self)
    }

    fn smooth<T: Scalar>(self) -> impl Fn(T) -> T + use<T> {
        let (keep, shift) = (
            T::from_f64(1.0 - self.label_smoothing),
            T::from_f64(self.label_smoothing / 2.0),
        );
        move |t| t * keep + shift
    }
}

impl Loss for BinaryCrossentropy {
    type Target = Numbers;
    const NAME: &'static str = "binary_crossentropy";
    const CLASSIFIES: bool = true;
    const FUSED: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        super::check_smoothing("BinaryCrossentropy", self.label_smoothing)
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let smooth = self.smooth::<T>();
        let each = truth.along(output).map(|(p, t)| {
            let (p, t) = (clip(p), smooth(t));
            // A yes or a no takes one logarithm, chosen without a jump that nobody could foresee.
            if t == T::ONE || t == T::ZERO {
                (if t == T::ONE { p } else { T::ONE - p }).ln()
            } else {
                t * p.ln() + (T::ONE - t) * (T::ONE - p).ln()
            }
        });
        -each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    #[inline]
    fn likelihood<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> Option<T> {
        let &[p] = output else { return None };
        let (p, t) = (clip(p), self.smooth::<T>()(truth.at(0)));
        if t == T::ONE {
            Some(p)
        } else {
            (t == T::ZERO).then_some(T::ONE - p)
        }
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let smooth = self.smooth::<T>();
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (p, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let t = smooth(t);
            *g = if inside(p) {
                scale * ((T::ONE - t) / (T::ONE - p) - t / p)
            } else {
                T::ZERO
            };
        }
    }

    fn fused_gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let smooth = self.smooth::<T>();
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (p, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (p - smooth(t));
        }
    }
}

/// [`BinaryCrossentropy`] for a model that ends without an activation.
pub type BinaryCrossentropyFromLogits = FromLogits<BinaryCrossentropy>;

impl FromLogits<BinaryCrossentropy> {
    /// Without smoothing.
    pub const fn new() -> Self {
        Self(BinaryCrossentropy::new())
    }

    /// Draws the targets towards ½: t·(1 − s) + s/2. Training refuses an s outside [0, 1].
    #[must_use]
    pub const fn label_smoothing(self, label_smoothing: f64) -> Self {
        Self(self.0.label_smoothing(label_smoothing))
    }
}

impl Loss for FromLogits<BinaryCrossentropy> {
    type Target = Numbers;
    const NAME: &'static str = BinaryCrossentropy::NAME;
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let smooth = self.0.smooth::<T>();
        // ln(1 + eˣ) − t·x, with the exponential of nothing above 0.
        let each = truth
            .along(output)
            .map(|(x, t)| x.max(T::ZERO) - x * smooth(t) + (-x.abs()).exp().ln_1p());
        each.sum::<T>() / T::from_f64(output.len() as f64)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let smooth = self.0.smooth::<T>();
        let scale = scale / T::from_f64(output.len() as f64);
        for (g, (x, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let e = (-x.abs()).exp();
            let p = if x < T::ZERO { e } else { T::ONE } / (T::ONE + e);
            *g = scale * (p - smooth(t));
        }
    }
}
