//! `fit` and `evaluate`.

use std::borrow::ToOwned;
use std::path::PathBuf;
use std::vec::Vec;

use super::batches::{Batches, Shuffled};
use super::callbacks::{AnyState as _, Callback, CallbackList, Names, Training};
use super::check::Weights;
use super::columns::Columns;
use super::evaluator::{EvaluationRun, Running, named};
use super::examples::{Pairs, erased};
use super::fit::Settings;
use super::progress::Display;
use super::{
    Compiled, Data, Epoch, Evaluation, History, Objective, Observers, Passes, Train, TrainingError, ValidationData,
    check,
};
use crate::Error;
use crate::error::InvalidSetting;
use crate::losses::{Loss, Target};
use crate::metrics::Metric;
use crate::model::{InputShape, OutputShape};
use crate::optimizers::Optimizer;
use crate::shape::Sample;

/// Anything that evaluates a model.
#[cfg(debug_assertions)]
type Validate<'v, M, L, N> = dyn Fn(EvaluationRun<'_, M, L, N>) -> Option<Evaluation> + 'v;

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    pub(super) fn run_fit<X, Y, V>(
        &mut self,
        x: &[X],
        y: &[Y],
        settings: &Settings<'_>,
        validation: &V,
        callbacks: &dyn CallbackList<M>,
    ) -> Result<History, Error>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
        V: ValidationData<M, L>,
    {
        self.check_settings()?;
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y)?;
        validation.check(&self.loss)?;
        let train = settings.check(x.len())?;
        let given = Pairs::<'_, _, X, Y, M, L>::new(|i: usize| (&x[i], &y[i], 1.0));
        let weights =
            Weights::new::<M, L, _>(settings.sample_weight, settings.class_weight, train, &self.loss, &given)?;
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i: usize| (&x[i], &y[i], weights.of(i)));
        let validate = |evaluator: EvaluationRun<'_, M, L, N>| {
            if train == x.len() {
                return validation.evaluate(evaluator);
            }
            let held_out = Pairs::<'_, _, X, Y, M, L>::new(|i| {
                let i = train + i;
                (&x[i], &y[i], settings.sample_weight.map_or(1.0, |weights| weights[i]))
            });
            Some(evaluator.evaluate(x.len() - train, &held_out))
        };
        let has_validation = V::IS_GIVEN || train < x.len();
        let mut batches = Shuffled::new(erased(&examples), train, settings);
        self.epochs(&mut batches, settings, callbacks, has_validation, validate)
    }

    pub(super) fn run_evaluate<X, Y>(&self, x: &[X], y: &[Y]) -> Result<Evaluation, Error>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        self.optimizer.check()?;
        EvaluationRun::new(&*self.model, &self.loss, &self.metrics).evaluate_pairs(x, y)
    }
}

impl<M: Passes, L: Objective, O: Optimizer, N: Observers, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// All epochs; `validate` evaluates the model.
    pub(super) fn epochs<S: Batches<M::Scalar>>(
        &mut self,
        batches: &mut S,
        settings: &Settings<'_>,
        callbacks: &dyn CallbackList<M>,
        has_validation: bool,
        validate: impl Fn(EvaluationRun<'_, M, L, N>) -> Option<Evaluation>,
    ) -> Result<History, Error> {
        #[cfg(debug_assertions)]
        let validate: &Validate<'_, M, L, N> = &validate;
        self.check_parameters()?;
        self.counts.epoch = settings.initial_epoch as u64;
        let mut display = Display::new(settings.verbose, settings.epochs, batches.count());
        let mut rows = Vec::new();
        let mut is_stopped = false;
        let metrics = self.monitored();
        let names = Names {
            metrics: &metrics,
            has_validation,
        };
        self.tell(callbacks, &metrics, &mut rows, &mut is_stopped, |callback, training| {
            callback.on_train_begin(&names, training)
        })?;
        self.restore(callbacks, &metrics, &mut rows)?;
        // A callback may have restored a training that was interrupted: then its epochs are in the history already.
        while self.counts.epoch < settings.epochs as u64 {
            let epoch = self.counts.epoch as usize + 1;
            self.tell(callbacks, &metrics, &mut rows, &mut is_stopped, |callback, training| {
                callback.on_epoch_begin(epoch - 1, training)
            })?;
            batches.begin(epoch, self.counts.epochs)?;
            let result = self.epoch(
                epoch,
                batches,
                settings,
                callbacks,
                &metrics,
                &mut rows,
                &mut is_stopped,
                &mut display,
            );
            self.counts.epochs += 1;
            self.counts.epoch += 1;
            let mut row = match result {
                // Where a callback takes care of it, training ends with what there is.
                Err(Error::Training(TrainingError::NotFinite { .. })) if is_stopped && !rows.is_empty() => break,
                result => result?,
            };
            if epoch.is_multiple_of(settings.validation_freq)
                && let Some(Evaluation { loss, metrics }) = validate(self.evaluator(settings))
            {
                row.val_loss = Some(loss);
                row.val_metrics = metrics;
            }
            display.epoch(&row);
            rows.push(row);
            self.tell(callbacks, &metrics, &mut rows, &mut is_stopped, |callback, training| {
                callback.on_epoch_end(training)
            })?;
            if is_stopped {
                break;
            }
            self.back_up(callbacks, &metrics, &rows)?;
        }
        self.finalize();
        self.tell(callbacks, &metrics, &mut rows, &mut is_stopped, |callback, training| {
            callback.on_train_end(training)
        })?;
        // Those that were restored do not know how many were asked for.
        for row in &mut rows {
            row.epochs = settings.epochs;
        }
        let Some(last) = rows.pop() else {
            return Err(TrainingError::InitialEpoch {
                initial_epoch: self.counts.epoch as usize,
                epochs: settings.epochs,
            }
            .into());
        };
        Ok(History {
            before: rows,
            last,
            columns: Columns::default(),
        })
    }

    /// Tells each callback.
    fn tell(
        &mut self,
        callbacks: &dyn CallbackList<M>,
        metrics: &[&'static str],
        history: &mut Vec<Epoch>,
        is_stopped: &mut bool,
        mut what: impl FnMut(&mut dyn Callback<M>, &mut Training<'_, M>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (model, mut state) = self.state(metrics);
        let mut training = Training {
            model,
            state: &mut state,
            history,
            is_stopped,
        };
        callbacks.each(&mut |callback| what(callback, &mut training))
    }

    /// Saves the state of the training where callbacks want it. One that is stopped is not saved: what would go on is the epoch
    /// before, and would be stopped again.
    fn back_up(
        &mut self,
        callbacks: &dyn CallbackList<M>,
        metrics: &[&'static str],
        history: &[Epoch],
    ) -> Result<(), Error> {
        for path in backups(callbacks)? {
            let (model, mut state) = self.state(metrics);
            state.save(model, history, callbacks, &path)?;
        }
        Ok(())
    }

    /// Restores the state that was saved so.
    fn restore(
        &mut self,
        callbacks: &dyn CallbackList<M>,
        metrics: &[&'static str],
        history: &mut Vec<Epoch>,
    ) -> Result<(), Error> {
        for path in backups(callbacks)?.iter().filter(|path| path.exists()) {
            let (model, mut state) = self.state(metrics);
            state.load(model, Some(history), Some(callbacks), path)?;
        }
        Ok(())
    }

    /// The names of the numbers that an epoch has, without those of the validation.
    fn monitored(&self) -> Vec<&'static str> {
        let metrics = named::<L, N>(
            &Running::default(),
            &self.metrics,
            &N::State::default(),
            self.output_names,
        );
        metrics.into_iter().map(|(name, _)| name).collect()
    }

    pub(super) fn evaluator(&self, settings: &Settings<'_>) -> EvaluationRun<'_, M, L, N> {
        let batch_size = settings.validation_batch_size.unwrap_or(settings.batch_size);
        EvaluationRun {
            model: &*self.model,
            loss: &self.loss,
            metrics: &self.metrics,
            names: self.output_names,
            batch_size,
            most: settings.validation_steps.map(|steps| steps.saturating_mul(batch_size)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what an epoch needs of those around it")]
    fn epoch<S: Batches<M::Scalar>>(
        &mut self,
        epoch: usize,
        batches: &mut S,
        settings: &Settings<'_>,
        callbacks: &dyn CallbackList<M>,
        names: &[&'static str],
        history: &mut Vec<Epoch>,
        is_stopped: &mut bool,
        display: &mut Display,
    ) -> Result<Epoch, Error> {
        let metrics = self.metrics;
        let mut state = N::State::default();
        let mut loss = Running::default();
        let mut batch = 0;
        while let Some((rows, here)) = batches.next()? {
            let sums = self.update(rows, settings.seed, here, |output, _, y, truth, weight| {
                metrics.observe(&mut state, output, y, truth, weight);
            });
            let sums = match sums {
                Ok(sums) => sums,
                Err(fault) => {
                    self.tell(callbacks, names, history, is_stopped, |callback, training| {
                        callback.on_not_finite(training)
                    })?;
                    return Err(fault.at(epoch, batch + 1).into());
                }
            };
            loss.add(&sums, &self.loss, rows);
            display.batch(epoch, batch + 1, loss.mean());
            if callbacks.is_some() {
                self.tell(callbacks, names, history, is_stopped, |callback, training| {
                    callback.on_train_batch_end(batch, loss.mean(), training)
                })?;
                if *is_stopped {
                    break;
                }
            }
            batch += 1;
        }
        Ok(Epoch {
            epoch,
            epochs: settings.epochs,
            loss: loss.mean(),
            metrics: named::<L, N>(&loss, &metrics, &state, self.output_names),
            val_loss: None,
            val_metrics: Vec::new(),
            learning_rate: Some(self.optimizer.learning_rate()).filter(|rate| !rate.is_nan()),
        })
    }
}

/// The files that callbacks want the state of the training in.
fn backups<M>(callbacks: &dyn CallbackList<M>) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    callbacks.each(&mut |callback| {
        paths.extend(callback.backup().map(ToOwned::to_owned));
        Ok(())
    })?;
    Ok(paths)
}

impl TrainingError {
    fn at(self, epoch: usize, batch: usize) -> Self {
        match self {
            Self::NotFinite { loss, .. } => Self::NotFinite { epoch, batch, loss },
            other => other,
        }
    }
}

impl Settings<'_> {
    /// The number of samples to train on, the others being there to validate.
    pub(super) fn check(&self, samples: usize) -> Result<usize, TrainingError> {
        self.check_all()?;
        if let Some(weights) = self.sample_weight {
            check::sample_weight(weights, samples)?;
        }
        let Some(split) = self.validation_split else {
            return Ok(samples);
        };
        if !(split > 0.0 && split < 1.0) {
            return Err(TrainingError::ValidationSplit { split });
        }
        // Keras's own rounding.
        let train = (samples as f64 * (1.0 - split)).floor() as usize;
        if train == 0 || train == samples {
            return Err(TrainingError::TooFewToSplit { split, samples });
        }
        Ok(train)
    }

    /// What does not depend on the samples.
    pub(super) fn check_all(&self) -> Result<(), TrainingError> {
        if self.batch_size == 0 {
            return Err(TrainingError::BatchSize);
        }
        if let Some(verbose) = self.verbose {
            InvalidSetting::require(verbose <= 2, "Fit", "verbose", f64::from(verbose), "be 0, 1 or 2")?;
        }
        if self.epochs == 0 {
            return Err(TrainingError::Epochs);
        }
        if self.epochs <= self.initial_epoch {
            return Err(TrainingError::InitialEpoch {
                initial_epoch: self.initial_epoch,
                epochs: self.epochs,
            });
        }
        if self.validation_batch_size == Some(0) || self.validation_steps == Some(0) || self.validation_freq == 0 {
            return Err(TrainingError::Validation);
        }
        if self.steps_per_epoch == Some(0) {
            return Err(TrainingError::Steps);
        }
        Ok(())
    }
}
