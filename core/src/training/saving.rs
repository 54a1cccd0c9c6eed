//! What a training remembers beside the model: to be looked at, set, saved and loaded.

#[cfg(feature = "std")]
use std::path::Path;

#[cfg(feature = "std")]
use super::callbacks::AnyState as _;
#[cfg(feature = "std")]
use super::state::State;
use super::{Compiled, Passes, TrainingError, counts};
#[cfg(feature = "std")]
use crate::error::Error;
use crate::optimizers::Optimizer;

impl<M: Passes, L, O: Optimizer, N, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// The learning rate of the next step: the optimiser's, or what its schedule says.
    pub fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    /// Sets the learning rate from the next step on.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let mut model = Line::zeros();
    /// let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.1), ());
    /// compiled.set_learning_rate(compiled.learning_rate() / 2.0)?;
    /// assert_eq!(compiled.learning_rate(), 0.05);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where it is a schedule, or the rate is negative or not finite.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), TrainingError> {
        counts::set_learning_rate(&mut self.optimizer, rate)
    }

    /// Saves all that decides how the training goes on in one safetensors file: weights, what the optimiser remembers, the numbers of
    /// steps and epochs, the seed. Whoever loads it goes on as if the training had never stopped, bit by bit.
    ///
    /// The file is written beside `path` and then put in its place: whoever is stopped in between finds the one before.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// # let path = std::env::temp_dir().join(format!("layerproof-state-{}.safetensors", std::process::id()));
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let trainer = || Line::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.1), ());
    /// let mut whole = trainer();
    /// whole.fit(&x, &y, &Fit::new().batch_size(2).epochs(6))?;
    ///
    /// let mut first = trainer();
    /// first.fit(&x, &y, &Fit::new().batch_size(2).epochs(3))?;
    /// first.save_state(&path)?;
    /// let mut second = trainer();
    /// second.load_state(&path)?;
    /// second.fit(&x, &y, &Fit::new().batch_size(2).initial_epoch(3).epochs(6))?;
    /// assert!(second.model() == whole.model());
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the file cannot be written, or the optimiser is one of your own that does not say what it remembers
    /// ([`Optimizer::visit_state`]).
    #[cfg(feature = "std")]
    pub fn save_state(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        let (model, mut state) = self.state(&[]);
        state.save(model, &[], &(), path.as_ref())
    }

    /// Takes over what [`Compiled::save_state`] or a [`BackupAndRestore`](super::BackupAndRestore) saved. The settings of loss and
    /// optimiser stay those of `compile`, but for a learning rate that is a number.
    ///
    /// # Errors
    /// Where the file cannot be read, is not whole, or does not fit, with everything that does not. Nothing is changed then.
    #[cfg(feature = "std")]
    pub fn load_state(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        let (model, mut state) = self.state(&[]);
        state.load(model, None, None, path.as_ref())
    }

    /// The model, and what the training remembers beside it.
    #[cfg(feature = "std")]
    pub(super) fn state<'s>(&'s mut self, metrics: &'s [&'static str]) -> (&'s mut M, State<'s, M, O>) {
        let state = State {
            optimizer: &mut self.optimizer,
            slots: &mut self.workspace.slots,
            counts: &mut self.counts,
            metrics,
        };
        (&mut self.model, state)
    }
}
