//! What the two focal cross-entropies share.

use crate::Scalar;
use crate::error::InvalidSetting;
use crate::kernels::Plain;

/// x to the power γ, for x from 0 to 1, with its derivative.
pub(super) fn power<T: Scalar>(x: T, gamma: f64) -> (T, T) {
    if gamma == 0.0 {
        return (T::ONE, T::ZERO);
    }
    if gamma == 2.0 {
        return (x * x, x + x);
    }
    let value = |x: T, power: f64| (T::from_f64(power) * x.ln_at(Plain)).exp_at(Plain);
    // Below γ = 1 the derivative grows without bound where the right answer is certain.
    (
        value(x, gamma),
        T::from_f64(gamma) * value(x.max(T::from_f64(1e-7)), gamma - 1.0),
    )
}

pub(super) fn check(of: &'static str, alpha: f64, gamma: f64, smoothing: f64) -> Result<(), InvalidSetting> {
    InvalidSetting::require((0.0..=1.0).contains(&alpha), of, "alpha", alpha, "lie between 0 and 1")?;
    let fine = gamma >= 0.0 && gamma.is_finite();
    InvalidSetting::require(fine, of, "gamma", gamma, "be finite and not negative")?;
    super::check_smoothing(of, smoothing)
}

/// The builder methods of both.
macro_rules! focal_settings {
    () => {
        /// The weight: of a yes where classes are balanced, else of every class. Training refuses one outside [0, 1].
        #[must_use]
        pub const fn alpha(mut self, alpha: f64) -> Self {
            self.alpha = alpha;
            self
        }

        /// How much less an answer counts that is right already; 0 for not at all. Training refuses a negative one.
        #[must_use]
        pub const fn gamma(mut self, gamma: f64) -> Self {
            self.gamma = gamma;
            self
        }

        /// Draws the targets towards equal ones. Training refuses one outside [0, 1].
        #[must_use]
        pub const fn label_smoothing(mut self, label_smoothing: f64) -> Self {
            self.label_smoothing = label_smoothing;
            self
        }

        /// The same loss over sums that went through no activation.
        #[must_use]
        pub const fn from_logits(self) -> FromLogits<Self> {
            FromLogits(self)
        }
    };
}
pub(super) use focal_settings;
