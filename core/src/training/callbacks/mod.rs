//! What is told of a training while it runs, [`keras.callbacks`](https://keras.io/api/callbacks/).

mod backup_and_restore;
mod csv_logger;
mod early_stopping;
mod learning_rate_scheduler;
mod model_checkpoint;
mod monitor;
mod reduce_lr_on_plateau;
mod stop_handle;
mod tensor_board;
mod terminate_on_nan;

use core::fmt;
use core::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::vec::Vec;

pub use self::backup_and_restore::BackupAndRestore;
pub use self::csv_logger::CsvLogger;
pub use self::early_stopping::EarlyStopping;
pub use self::learning_rate_scheduler::LearningRateScheduler;
pub use self::model_checkpoint::ModelCheckpoint;
pub use self::monitor::Mode;
pub use self::reduce_lr_on_plateau::ReduceLrOnPlateau;
pub use self::stop_handle::StopHandle;
pub use self::tensor_board::TensorBoard;
pub use self::terminate_on_nan::TerminateOnNan;
use super::{Epoch, TrainingError};
use crate::error::Error;
use crate::optimizers::StateVisitor;

/// What is told of a training of a model `M` while it runs; goes to [`Fit::callback`](super::Fit::callback).
///
/// A closure over an [`Epoch`] is one. A type of your own gets the model and the history as well:
///
/// ```
/// use layerproof::prelude::*;
/// use layerproof::training::{Callback, Training};
///
/// /// Remembers a prediction after each epoch.
/// struct Probe(Vec<f32>);
///
/// impl<M: Model<Scalar = f32, Input = SVector<f32, 1>, Output = SVector<f32, 1>>> Callback<M> for Probe {
///     fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), layerproof::Error> {
///         self.0.push(training.model().predict(&[4.0])[0]);
///         Ok(())
///     }
/// }
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let fit = Fit::new().epochs(3).callback(Probe(Vec::new()));
/// Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&x, &y, &fit)?;
/// # Ok::<(), layerproof::Error>(())
/// ```
pub trait Callback<M>: Send {
    /// Before the first epoch. `names` are those of the numbers of an epoch: the loss's is `loss`; those of the validation have
    /// `val_` before them.
    ///
    /// # Errors
    /// Where the callback cannot do what it is for, such as a name that there is not: `fit` gives the error back, and nothing
    /// was changed.
    fn on_train_begin(&mut self, names: &Names<'_>, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = (names, training);
        Ok(())
    }

    /// Before each epoch, counted from 0.
    ///
    /// # Errors
    /// `fit` ends with the error.
    fn on_epoch_begin(&mut self, epoch: usize, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = (epoch, training);
        Ok(())
    }

    /// After each batch, counted from 0 in its epoch, with the mean loss of the epoch so far.
    ///
    /// # Errors
    /// `fit` ends with the error.
    fn on_train_batch_end(&mut self, batch: usize, loss: f64, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = (batch, loss, training);
        Ok(())
    }

    /// After each epoch and its validation.
    ///
    /// # Errors
    /// `fit` ends with the error.
    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = training;
        Ok(())
    }

    /// Where the loss or a weight would not have stayed finite. The model has its last finite weights, and `fit` ends with an error,
    /// unless [`Training::stop`] is called here and at least one epoch is complete: then it ends with the history of those.
    ///
    /// # Errors
    /// `fit` ends with the error.
    fn on_not_finite(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = training;
        Ok(())
    }

    /// After the last epoch, whatever ended the training.
    ///
    /// # Errors
    /// `fit` ends with the error.
    fn on_train_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let _ = training;
        Ok(())
    }

    /// The file that the state of the training is saved in after each epoch, once all callbacks were told of it, and restored from
    /// before the first, where it is there: [`BackupAndRestore`].
    fn backup(&self) -> Option<&Path> {
        None
    }

    /// Shows what this callback remembers from epoch to epoch, to be saved and restored with the training ([`Callback::backup`]).
    fn visit_state(&mut self, visitor: &mut dyn StateVisitor<M>) {
        let _ = visitor;
    }
}

/// Shows the best number so far, which there may not be.
fn visit_best<M>(best: &mut Option<f64>, visitor: &mut dyn StateVisitor<M>) {
    // A NaN is never the best.
    let mut number = best.unwrap_or(f64::NAN);
    visitor.number("best", &mut number);
    *best = Some(number).filter(|number| !number.is_nan());
}

/// What a training remembers beside the model, whatever the optimiser.
pub(super) trait AnyState<M> {
    fn learning_rate(&self) -> f64;
    fn set_learning_rate(&mut self, rate: f64) -> Result<(), TrainingError>;
    fn save(&mut self, model: &M, history: &[Epoch], callbacks: &dyn CallbackList<M>, path: &Path)
    -> Result<(), Error>;
    /// Takes everything over, the history and what callbacks remember where there is a place for them.
    fn load(
        &mut self,
        model: &mut M,
        history: Option<&mut Vec<Epoch>>,
        callbacks: Option<&dyn CallbackList<M>>,
        path: &Path,
    ) -> Result<(), Error>;
}

/// A training while it runs, as callbacks see it.
pub struct Training<'a, M> {
    pub(super) model: &'a mut M,
    pub(super) state: &'a mut dyn AnyState<M>,
    pub(super) history: &'a mut Vec<Epoch>,
    pub(super) is_stopped: &'a mut bool,
}

impl<M> Training<'_, M> {
    /// The model as it is now.
    pub const fn model(&self) -> &M {
        self.model
    }

    /// The model, to be changed: training goes on from there.
    pub const fn model_mut(&mut self) -> &mut M {
        self.model
    }

    /// The epochs that are complete.
    pub const fn history(&self) -> &[Epoch] {
        self.history.as_slice()
    }

    /// The last complete epoch.
    pub const fn last(&self) -> Option<&Epoch> {
        self.history.as_slice().last()
    }

    /// Ends the training: after this batch where it is called after a batch, else after this epoch.
    pub const fn stop(&mut self) {
        *self.is_stopped = true;
    }

    /// The learning rate of the next step: the optimiser's, or what its schedule says.
    pub fn learning_rate(&self) -> f64 {
        self.state.learning_rate()
    }

    /// Sets the learning rate from the next step on.
    ///
    /// # Errors
    /// Where it is a schedule, or the rate is negative or not finite.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error> {
        Ok(self.state.set_learning_rate(rate)?)
    }

    /// Saves the state of the training, as [`Compiled::save_state`](super::Compiled::save_state) does, with the history so far.
    ///
    /// # Errors
    /// As there.
    pub fn save_state(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.state.save(self.model, self.history, &(), path.as_ref())
    }

    /// Takes over what [`Training::save_state`] saved: the training goes on behind the epoch that it was saved after, with the
    /// history of those before. In [`Callback::on_train_begin`] this resumes a training that was interrupted.
    ///
    /// # Errors
    /// As [`Compiled::load_state`](super::Compiled::load_state). Nothing is changed then.
    pub fn load_state(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.state.load(self.model, Some(self.history), None, path.as_ref())
    }
}

impl<M> fmt::Debug for Training<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Training")
            .field("history", &self.history)
            .field("is_stopped", &self.is_stopped)
            .finish_non_exhaustive()
    }
}

/// The names of the numbers that each epoch of a training has.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub(super) metrics: &'a [&'static str],
    pub(super) has_validation: bool,
}

/// Several callbacks: `()`, or a pair of those before and one more.
#[diagnostic::on_unimplemented(
    message = "what `.callback(…)` was given is no callback of this model",
    label = "this has a callback that is none",
    note = "callbacks: `EarlyStopping::new()`, `ReduceLrOnPlateau::new()`, `ModelCheckpoint::new(path)`, `BackupAndRestore::new(folder)`, `CsvLogger::new(path)`, `TerminateOnNan`, a `StopHandle`, a closure such as `|epoch: &Epoch| println!(\"{{epoch}}\")`, or a type of your own that implements `training::Callback`"
)]
#[doc(hidden)]
pub trait CallbackList<M>: Sync {
    /// Whether there is one.
    fn is_some(&self) -> bool;

    /// Shows each, in the order in which they were given.
    ///
    /// # Errors
    /// Those of `visit`.
    fn each(&self, visit: &mut dyn FnMut(&mut dyn Callback<M>) -> Result<(), Error>) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl<M> CallbackList<M> for () {
    fn is_some(&self) -> bool {
        false
    }

    fn each(&self, _: &mut dyn FnMut(&mut dyn Callback<M>) -> Result<(), Error>) -> Result<(), Error> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<M, C: CallbackList<M>, K: Callback<M>> CallbackList<M> for (C, Mutex<K>) {
    fn is_some(&self) -> bool {
        true
    }

    fn each(&self, visit: &mut dyn FnMut(&mut dyn Callback<M>) -> Result<(), Error>) -> Result<(), Error> {
        self.0.each(visit)?;
        visit(&mut *self.1.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a closure of an [`Epoch`] may give: `()`, or whether to go on.
#[doc(hidden)]
pub trait Outcome {
    fn goes_on(&self) -> bool;
}

impl Outcome for () {
    fn goes_on(&self) -> bool {
        true
    }
}

impl Outcome for ControlFlow<()> {
    fn goes_on(&self) -> bool {
        self.is_continue()
    }
}

#[diagnostic::do_not_recommend]
impl<M, F: FnMut(&Epoch) -> R + Send, R: Outcome> Callback<M> for F {
    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        if let Some(epoch) = training.last()
            && !self(epoch).goes_on()
        {
            training.stop();
        }
        Ok(())
    }
}
