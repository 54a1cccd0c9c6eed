//! Ends a training whose loss does not stay finite.

use super::{Callback, Training};
use crate::error::Error;

/// Ends a training whose loss or weights do not stay finite, with the history of the epochs before,
/// [`keras.callbacks.TerminateOnNaN`](https://keras.io/api/callbacks/terminate_on_nan/).
///
/// Without it `fit` gives [`TrainingError::NotFinite`](crate::training::TrainingError::NotFinite); so it does with it in the first epoch, of which there
/// is no history. The model has its last finite weights in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TerminateOnNan;

impl<M> Callback<M> for TerminateOnNan {
    fn on_not_finite(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        training.stop();
        Ok(())
    }
}
