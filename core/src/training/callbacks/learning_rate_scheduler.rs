//! Sets the learning rate of each epoch.

use core::fmt;

use super::{Callback, Names, Training};
use crate::error::Error;

/// Sets the learning rate at the beginning of each epoch, from the epoch's number, counted from 0, and the rate before,
/// [`keras.callbacks.LearningRateScheduler`](https://keras.io/api/callbacks/learning_rate_scheduler/).
///
/// The optimiser's rate has to be a number: a schedule changes with each step by itself.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let schedule = LearningRateScheduler::new(|epoch, rate| if epoch < 2 { rate } else { rate * 0.5 });
/// let fit = Fit::new().epochs(4).callback(schedule);
/// let history = Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.4), ()).fit(&[[1.0]], &[2.0], &fit)?;
/// assert_eq!(history["learning_rate"], [0.4, 0.4, 0.2, 0.1]);
/// # Ok::<(), layerproof::Error>(())
/// ```
pub struct LearningRateScheduler<F> {
    schedule: F,
}

impl<F: FnMut(usize, f64) -> f64> LearningRateScheduler<F> {
    /// With this function of an epoch's number and the rate of the epoch before.
    pub const fn new(schedule: F) -> Self {
        Self { schedule }
    }
}

impl<F> fmt::Debug for LearningRateScheduler<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LearningRateScheduler").finish_non_exhaustive()
    }
}

impl<M, F: FnMut(usize, f64) -> f64 + Send> Callback<M> for LearningRateScheduler<F> {
    fn on_train_begin(&mut self, _: &Names<'_>, training: &mut Training<'_, M>) -> Result<(), Error> {
        // A rate that cannot be set is known before anything is changed.
        training.set_learning_rate(training.learning_rate())
    }

    fn on_epoch_begin(&mut self, epoch: usize, training: &mut Training<'_, M>) -> Result<(), Error> {
        let rate = (self.schedule)(epoch, training.learning_rate());
        training.set_learning_rate(rate)
    }
}
