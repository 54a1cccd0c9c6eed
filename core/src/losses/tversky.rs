//! How much two sets overlap.

use super::{Loss, Numbers, Truth};
use crate::Scalar;
use crate::error::InvalidSetting;

/// 1 − Σty / (Σty + α·Σt(1 − y) + β·Σy(1 − t) + 10⁻⁷) over one row (Salehi, Erdogmus, Gholipour 2017),
/// [`keras.losses.Tversky`](https://keras.io/api/losses/probabilistic_losses/).
///
/// Keras's default takes all numbers of a mini-batch for one set; here each row is one, as with its `axis=-1`.
///
/// ```
/// use layerproof::losses::{Loss, Truth, Tversky};
///
/// let loss = Tversky::new().value(&[1.0_f64, 1.0, 0.0, 0.0], Truth::Values(&[1.0, 0.0, 0.0, 0.0]));
/// assert!((loss - 1.0 / 3.0).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tversky {
    alpha: f64,
    beta: f64,
}

impl Tversky {
    /// α = β = ½: the same as [`Dice`].
    pub const fn new() -> Self {
        Self { alpha: 0.5, beta: 0.5 }
    }

    /// How much counts what is true and not found. Training refuses a negative one.
    #[must_use]
    pub const fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// How much counts what is found and not true. Training refuses a negative one.
    #[must_use]
    pub const fn beta(mut self, beta: f64) -> Self {
        self.beta = beta;
        self
    }
}

impl Default for Tversky {
    fn default() -> Self {
        Self::new()
    }
}

/// 1 − 2Σty / (Σt + Σy + 10⁻⁷) over one row, [`keras.losses.Dice`](https://keras.io/api/losses/probabilistic_losses/).
///
/// Keras's default takes all numbers of a mini-batch for one set; here each row is one, as with its `axis=-1`.
///
/// ```
/// use layerproof::losses::{Dice, Loss, Truth};
///
/// let loss = Dice::new().value(&[1.0_f64, 1.0, 0.0, 0.0], Truth::Values(&[1.0, 0.0, 0.0, 0.0]));
/// assert!((loss - 1.0 / 3.0).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dice;

impl Dice {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

/// Σty, Σt, Σy.
fn sums<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> (T, T, T) {
    let zeros = (T::ZERO, T::ZERO, T::ZERO);
    truth.along(output).fold(zeros, |(both, t_sum, y_sum), (y, t)| {
        (both + t * y, t_sum + t, y_sum + y)
    })
}

impl Tversky {
    /// The denominator, of the sums of [`sums`].
    fn total<T: Scalar>(self, (both, t, y): (T, T, T)) -> T {
        both + T::from_f64(self.alpha) * (t - both) + T::from_f64(self.beta) * (y - both) + T::from_f64(1e-7)
    }
}

impl Loss for Tversky {
    type Target = Numbers;
    const NAME: &'static str = "tversky";
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        for (name, value) in [("alpha", self.alpha), ("beta", self.beta)] {
            let fine = value >= 0.0 && value.is_finite();
            InvalidSetting::require(fine, "Tversky", name, value, "be finite and not negative")?;
        }
        Ok(())
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let sums = sums(output, truth);
        T::ONE - sums.0 / self.total(sums)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let sums = sums(output, truth);
        let total = self.total(sums);
        let (alpha, beta) = (T::from_f64(self.alpha), T::from_f64(self.beta));
        for (g, (_, t)) in gradient.iter_mut().zip(truth.along(output)) {
            let of_total = t - alpha * t + beta * (T::ONE - t);
            *g = scale * (sums.0 * of_total / total - t) / total;
        }
    }
}

impl Loss for Dice {
    type Target = Numbers;
    const NAME: &'static str = "dice";
    const CLASSIFIES: bool = true;

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let (both, t, y) = sums(output, truth);
        T::ONE - T::from_f64(2.0) * both / (t + y + T::from_f64(1e-7))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let (both, t, y) = sums(output, truth);
        let total = t + y + T::from_f64(1e-7);
        let scale = scale * T::from_f64(2.0) / total;
        for (g, (_, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * (both / total - t);
        }
    }
}
