//! Losses, and which head each one fits. Formulae and defaults are those of
//! [`keras.losses`](https://keras.io/api/losses/).

mod binary_crossentropy;
mod binary_focal_crossentropy;
mod categorical;
mod categorical_crossentropy;
mod categorical_focal_crossentropy;
mod categorical_hinge;
mod clip;
mod cosine_similarity;
mod focal;
mod from_logits;
mod hinge;
mod huber;
mod kl_divergence;
mod log_cosh;
mod mean_absolute_error;
mod mean_absolute_percentage_error;
mod mean_squared_error;
mod mean_squared_logarithmic_error;
mod pairing;
mod poisson;
mod sparse_categorical_crossentropy;
mod target;
mod tversky;
mod unpaired;

pub use self::binary_crossentropy::{BinaryCrossentropy, BinaryCrossentropyFromLogits};
pub use self::binary_focal_crossentropy::{BinaryFocalCrossentropy, BinaryFocalCrossentropyFromLogits};
pub use self::categorical_crossentropy::{CategoricalCrossentropy, CategoricalCrossentropyFromLogits};
pub use self::categorical_focal_crossentropy::{CategoricalFocalCrossentropy, CategoricalFocalCrossentropyFromLogits};
pub use self::categorical_hinge::CategoricalHinge;
pub use self::cosine_similarity::CosineSimilarity;
pub use self::from_logits::FromLogits;
pub use self::hinge::{Hinge, SquaredHinge};
pub use self::huber::Huber;
pub use self::kl_divergence::KlDivergence;
pub use self::log_cosh::LogCosh;
pub use self::mean_absolute_error::MeanAbsoluteError;
pub use self::mean_absolute_percentage_error::MeanAbsolutePercentageError;
pub use self::mean_squared_error::MeanSquaredError;
pub use self::mean_squared_logarithmic_error::MeanSquaredLogarithmicError;
pub use self::pairing::{
    AnyEnd, AnyLoss, KnownEnd, LinearOrTanh, LossFor, LossForOutput, Matches, Paired, SoftplusExponentialOrRelu,
};
pub use self::poisson::Poisson;
pub use self::sparse_categorical_crossentropy::{
    SparseCategoricalCrossentropy, SparseCategoricalCrossentropyFromLogits,
};
pub(crate) use self::target::argmax;
pub use self::target::{Answers, AnyTarget, Classes, Numbers, Target, Truth};
pub use self::tversky::{Dice, Tversky};
pub use self::unpaired::Unpaired;
use crate::Scalar;
use crate::error::InvalidSetting;

/// A loss: from one row of outputs and its truth to a number, and to that number's gradient.
///
/// A row is one sample's output; where outputs have more than one axis, it is one run along the last. A loss of your
/// own goes to `compile` as [`Unpaired`].
pub trait Loss: Copy + Send + Sync {
    /// What it takes as targets: [`Numbers`] or [`Classes`].
    type Target: 'static;
    /// The name in histories and messages.
    const NAME: &'static str;
    /// Whether it is about classes: targets are probabilities or the classes themselves, so that numbers outside 0 to 1 are
    /// refused, and classes may have weights.
    const CLASSIFIES: bool = false;
    /// Whether [`Loss::fused_gradient`] is that of the sums before the head's activation.
    const FUSED: bool = false;

    /// Whether the settings make sense; training asks before it changes anything.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), InvalidSetting> {
        Ok(())
    }

    /// Whether a row with this truth takes part at all (`ignore_class`).
    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        let _ = truth;
        true
    }

    /// The loss of one row.
    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T;

    /// The number whose negative logarithm is [`Loss::value`], where that is all that it is: training computes the logarithms of
    /// many rows side by side.
    #[doc(hidden)]
    #[inline]
    fn likelihood<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> Option<T> {
        let _ = (output, truth);
        None
    }

    /// `scale` times the gradient with respect to `output`.
    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]);

    /// `scale` times the gradient with respect to the sums, where [`Loss::FUSED`].
    fn fused_gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        self.gradient(output, truth, scale, gradient);
    }
}

fn check_smoothing(of: &'static str, smoothing: f64) -> Result<(), InvalidSetting> {
    let fine = (0.0..=1.0).contains(&smoothing);
    InvalidSetting::require(fine, of, "label_smoothing", smoothing, "lie between 0 and 1")
}
