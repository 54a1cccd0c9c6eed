//! Ends a training that no longer gets better.

use core::any::Any;
use std::boxed::Box;

use super::monitor::{Monitor, monitored};
use super::{Callback, Names, Training};
use crate::error::Error;
use crate::model::Network;
use crate::optimizers::StateVisitor;

/// Ends a training when a number has not become better for some epochs,
/// [`keras.callbacks.EarlyStopping`](https://keras.io/api/callbacks/early_stopping/).
///
/// ```
/// use layerproof::prelude::*;
///
/// let stopping = EarlyStopping::new().monitor("val_accuracy").mode(Mode::Max).patience(3).restore_best_weights(true);
/// # let _ = stopping;
/// ```
///
/// Other than Keras's, it never takes a NaN for better, and restores the best weights also where the training ends by itself.
#[derive(Debug)]
pub struct EarlyStopping {
    monitor: Monitor,
    patience: usize,
    baseline: Option<f64>,
    restore_best_weights: bool,
    start_from_epoch: usize,
    best: Option<f64>,
    waited: u64,
    // Those of the model that is trained, whatever its type.
    weights: Option<Box<dyn Any + Send>>,
}

impl EarlyStopping {
    /// Watches `val_loss`, and ends with the first epoch that is no better than the best one.
    pub const fn new() -> Self {
        Self {
            monitor: Monitor::VAL_LOSS,
            patience: 0,
            baseline: None,
            restore_best_weights: false,
            start_from_epoch: 0,
            best: None,
            waited: 0,
            weights: None,
        }
    }

    monitored!(min_delta);

    /// After how many epochs without a better number to stop.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.patience = epochs;
        self
    }

    /// A number that has to be surpassed: epochs that do not count as ones without a better number.
    #[must_use]
    pub fn baseline(mut self, baseline: f64) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Whether to give the model the weights of its best epoch when the training ends. Keeps a copy of the model on the heap.
    #[must_use]
    pub fn restore_best_weights(mut self, restore: bool) -> Self {
        self.restore_best_weights = restore;
        self
    }

    /// The number of epochs before the first one that is looked at.
    #[must_use]
    pub fn start_from_epoch(mut self, epochs: usize) -> Self {
        self.start_from_epoch = epochs;
        self
    }

    fn keep<M: Network>(&mut self, model: &M) {
        match self.weights.as_mut().and_then(|weights| weights.downcast_mut::<M>()) {
            Some(weights) => weights.copy_from(model),
            None => self.weights = Some(model.boxed_clone()),
        }
    }
}

impl Default for EarlyStopping {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Network> Callback<M> for EarlyStopping {
    fn on_train_begin(&mut self, names: &Names<'_>, _: &mut Training<'_, M>) -> Result<(), Error> {
        self.monitor.begin("EarlyStopping", names)?;
        (self.best, self.waited, self.weights) = (None, 0, None);
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let Some(epoch) = training.last() else { return Ok(()) };
        let (number, value) = (epoch.epoch, self.monitor.value(epoch));
        let Some(value) = value.filter(|_| number > self.start_from_epoch) else {
            return Ok(());
        };
        if self.restore_best_weights && self.weights.is_none() {
            self.keep(training.model());
        }
        self.waited += 1;
        if self.monitor.is_better(value, self.best) {
            self.best = Some(value);
            if self.restore_best_weights {
                self.keep(training.model());
            }
            if self.baseline.is_none() || self.monitor.is_better(value, self.baseline) {
                self.waited = 0;
            }
            return Ok(());
        }
        // As in Keras, never after the first epoch.
        if self.waited >= self.patience as u64 && number > 1 {
            training.stop();
        }
        Ok(())
    }

    fn on_train_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        if let Some(best) = self.weights.take().and_then(|weights| weights.downcast::<M>().ok()) {
            training.model_mut().copy_from(&best);
        }
        Ok(())
    }

    fn visit_state(&mut self, visitor: &mut dyn StateVisitor<M>) {
        super::visit_best(&mut self.best, visitor);
        visitor.count("waited", &mut self.waited);
        if self.restore_best_weights {
            let kept = self.weights.take().and_then(|weights| weights.downcast::<M>().ok());
            let mut is_kept = u64::from(kept.is_some());
            let mut weights = kept.unwrap_or_else(M::boxed_zeros);
            visitor.count("has_weights", &mut is_kept);
            visitor.model("weights", &mut weights);
            self.weights = (is_kept != 0).then_some(weights as Box<dyn Any + Send>);
        }
    }
}
