//! Lowers the learning rate of a training that no longer gets better.

use super::monitor::{Monitor, monitored};
use super::{Callback, Names, Training};
use crate::error::{Error, InvalidSetting};
use crate::optimizers::StateVisitor;

/// Lowers the learning rate when a number has not become better for some epochs,
/// [`keras.callbacks.ReduceLROnPlateau`](https://keras.io/api/callbacks/reduce_lr_on_plateau/).
///
/// The optimiser's rate has to be a number: with a schedule, `fit` is an error before anything is changed. The rate of each epoch is in
/// the history, as `history["learning_rate"]`.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let lower = ReduceLrOnPlateau::new().monitor("loss").factor(0.5).patience(2).min_lr(1e-3);
/// let mut trainer = Line::new(7).into_trainer(MeanSquaredError::new(), Adam::new(1.0), ());
/// trainer.fit(&[[0.0], [1.0]], &[1.0, 3.0], &Fit::new().epochs(100).callback(lower))?;
/// assert!(trainer.learning_rate() < 1.0);
/// # Ok::<(), layerproof::Error>(())
/// ```
///
/// Other than Keras's, it never takes a NaN for better.
#[derive(Debug)]
pub struct ReduceLrOnPlateau {
    monitor: Monitor,
    factor: f64,
    patience: usize,
    cooldown: usize,
    min_lr: f64,
    best: Option<f64>,
    waited: u64,
    cooling: u64,
}

impl ReduceLrOnPlateau {
    /// Watches `val_loss`; a tenth of the rate after 10 epochs that are not better by 10⁻⁴.
    pub const fn new() -> Self {
        Self {
            monitor: Monitor {
                min_delta: 1e-4,
                ..Monitor::VAL_LOSS
            },
            factor: 0.1,
            patience: 10,
            cooldown: 0,
            min_lr: 0.0,
            best: None,
            waited: 0,
            cooling: 0,
        }
    }

    monitored!(min_delta);

    /// What the rate is multiplied by. Training refuses one that is not above 0 and below 1.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }

    /// After how many epochs without a better number the rate is lowered.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.patience = epochs;
        self
    }

    /// The number of epochs behind a lower rate that do not count.
    #[must_use]
    pub fn cooldown(mut self, epochs: usize) -> Self {
        self.cooldown = epochs;
        self
    }

    /// The rate below which none is set. Training refuses a negative one.
    #[must_use]
    pub fn min_lr(mut self, rate: f64) -> Self {
        self.min_lr = rate;
        self
    }
}

impl Default for ReduceLrOnPlateau {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Callback<M> for ReduceLrOnPlateau {
    fn on_train_begin(&mut self, names: &Names<'_>, training: &mut Training<'_, M>) -> Result<(), Error> {
        const NAME: &str = "ReduceLrOnPlateau";
        let fine = self.factor > 0.0 && self.factor < 1.0;
        InvalidSetting::require(fine, NAME, "factor", self.factor, "be above 0 and below 1")?;
        let fine = self.min_lr >= 0.0 && self.min_lr.is_finite();
        InvalidSetting::require(fine, NAME, "min_lr", self.min_lr, "be finite and not negative")?;
        self.monitor.begin(NAME, names)?;
        // A rate that cannot be set is known before anything is changed.
        training.set_learning_rate(training.learning_rate())?;
        (self.best, self.waited, self.cooling) = (None, 0, 0);
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_, M>) -> Result<(), Error> {
        let Some(value) = training.last().and_then(|epoch| self.monitor.value(epoch)) else {
            return Ok(());
        };
        if self.cooling > 0 {
            self.cooling -= 1;
            self.waited = 0;
        }
        if self.monitor.is_better(value, self.best) {
            (self.best, self.waited) = (Some(value), 0);
        } else if self.cooling == 0 {
            self.waited += 1;
            let rate = training.learning_rate();
            if self.waited >= self.patience as u64 && rate > self.min_lr {
                training.set_learning_rate((rate * self.factor).max(self.min_lr))?;
                (self.cooling, self.waited) = (self.cooldown as u64, 0);
            }
        }
        Ok(())
    }

    fn visit_state(&mut self, visitor: &mut dyn StateVisitor<M>) {
        super::visit_best(&mut self.best, visitor);
        visitor.count("waited", &mut self.waited);
        visitor.count("cooling", &mut self.cooling);
    }
}
