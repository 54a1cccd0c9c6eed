//! What a training counts, and its learning rate.

use super::TrainingError;
use crate::error::InvalidSetting;
use crate::optimizers::Optimizer;

/// How far a training is, which decides its random choices.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) steps: u64,
    #[cfg(feature = "std")]
    pub(super) epochs: u64,
    /// That of `train_step`.
    pub(super) seed: u64,
    /// The number of the last epoch of the `fit` that runs, or ran last.
    #[cfg(feature = "std")]
    pub(super) epoch: u64,
}

/// Sets the learning rate of an optimiser.
pub(super) fn set_learning_rate<O: Optimizer>(optimizer: &mut O, rate: f64) -> Result<(), TrainingError> {
    let fine = rate.is_finite() && rate >= 0.0;
    InvalidSetting::require(fine, "set_learning_rate", "rate", rate, "be finite and not negative")?;
    if optimizer.set_learning_rate(rate) {
        return Ok(());
    }
    Err(TrainingError::LearningRate {
        optimizer: core::any::type_name::<O>(),
    })
}
