//! `fit` and `evaluate`.

use std::vec::Vec;

use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::check::{Weights, wrong_weight};
use super::columns::Columns;
use super::evaluator::{Evaluator, Running, named};
use super::examples::{Examples, Pairs};
use super::order::Order;
use super::progress::Display;
use super::{
    Compiled, Data, Epoch, Evaluation, Fault, Fit, History, Objective, Observers, Passes, Train, ValidationData, check,
};
use crate::kernels::mix;
use crate::losses::{Loss, Target, Truth};
use crate::metrics::Metric;
use crate::model::{InputShape, OutputShape};
use crate::optimizers::Optimizer;
use crate::shape::Sample;

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    pub(super) fn run_fit<X, Y, V>(&mut self, x: &[X], y: &[Y], fit: &Fit<'_, V>) -> Result<History, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
        V: ValidationData<M, L>,
    {
        self.check_settings()?;
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y)?;
        fit.validation.check(&self.loss)?;
        let train = fit.check(x.len())?;
        let given = Pairs::<'_, _, X, Y, M, L>::new(|i: usize| (&x[i], &y[i], 1.0));
        let weights = Weights::new::<M, L, _>(fit.sample_weight, fit.class_weight, train, &self.loss, &given)?;
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i: usize| (&x[i], &y[i], weights.of(i)));
        let validate = |evaluator: Evaluator<'_, M, L, N>| {
            if train == x.len() {
                return fit.validation.evaluate(evaluator);
            }
            let held_out = Pairs::<'_, _, X, Y, M, L>::new(|i| {
                let i = train + i;
                (&x[i], &y[i], fit.sample_weight.map_or(1.0, |weights| weights[i]))
            });
            Some(evaluator.evaluate(x.len() - train, &held_out))
        };
        self.epochs(train, &examples, fit, validate)
    }

    pub(super) fn run_evaluate<X, Y>(&self, x: &[X], y: &[Y]) -> Result<Evaluation, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        self.check_settings()?;
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y)?;
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&x[i], &y[i], 1.0));
        Ok(self.evaluator(32).evaluate(x.len(), &examples))
    }
}

impl<M: Passes, L: Objective, O: Optimizer, N: Observers, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// All epochs over the first `samples` examples; `validate` judges the model after each.
    pub(super) fn epochs<V, E: Examples<M::Scalar>>(
        &mut self,
        samples: usize,
        examples: &E,
        fit: &Fit<'_, V>,
        validate: impl Fn(Evaluator<'_, M, L, N>) -> Option<Evaluation>,
    ) -> Result<History, Fault> {
        let mut order = Order::new(samples, fit.shuffle);
        let mut display = Display::new(fit.progress, fit.epochs, samples.div_ceil(fit.batch_size));
        let mut rows = Vec::new();
        for epoch in 1..=fit.epochs {
            if fit.shuffle {
                // Each epoch's order comes from seed and number alone, so that `fit` can go on where it stopped.
                let mut rng = SmallRng::seed_from_u64(mix(fit.seed ^ mix(self.epochs)));
                order.shuffle(&mut rng);
            }
            let mut row = self.epoch(epoch, samples, &order, examples, fit, &mut display)?;
            self.epochs += 1;
            if let Some(Evaluation { loss, metrics }) = validate(self.evaluator(fit.batch_size)) {
                row.val_loss = Some(loss);
                row.val_metrics = metrics;
            }
            display.epoch(&row);
            if epoch == fit.epochs {
                return Ok(History {
                    before: rows,
                    last: row,
                    columns: Columns::default(),
                });
            }
            rows.push(row);
        }
        Err(Fault::Epochs)
    }

    pub(super) fn evaluator(&self, batch_size: usize) -> Evaluator<'_, M, L, N> {
        Evaluator {
            model: self.model,
            loss: &self.loss,
            metrics: &self.metrics,
            names: self.output_names,
            batch_size,
        }
    }

    fn epoch<V, E: Examples<M::Scalar>>(
        &mut self,
        epoch: usize,
        samples: usize,
        order: &Order,
        examples: &E,
        fit: &Fit<'_, V>,
        display: &mut Display,
    ) -> Result<Epoch, Fault>
    where
        N: Observers,
    {
        let metrics = self.metrics;
        let mut state = N::State::default();
        let mut loss = Running::default();
        for (batch, start) in (0..samples).step_by(fit.batch_size).enumerate() {
            let rows = fit.batch_size.min(samples - start);
            let here = Ordered { examples, order, start };
            let sums = self
                .update(rows, fit.seed, here, |output, _, y, truth, weight| {
                    metrics.observe(&mut state, output, y, truth, weight);
                })
                .map_err(|fault| fault.at(epoch, batch + 1))?;
            loss.add(&sums, &self.loss, rows);
            display.batch(epoch, batch + 1, loss.mean());
        }
        Ok(Epoch {
            epoch,
            epochs: fit.epochs,
            loss: loss.mean(),
            metrics: named::<L, N>(&loss, &metrics, &state, self.output_names),
            val_loss: None,
            val_metrics: Vec::new(),
        })
    }
}

/// The examples of one mini-batch, in an epoch's order.
struct Ordered<'a, E> {
    examples: &'a E,
    order: &'a Order,
    start: usize,
}

impl<T, E: Examples<T>> Examples<T> for Ordered<'_, E> {
    #[inline]
    fn input(&self, sample: usize, input: usize) -> &[T] {
        self.examples.input(self.order.at(self.start + sample), input)
    }
    #[inline]
    fn truth<'a>(&'a self, sample: usize, output: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
        self.examples.truth(self.order.at(self.start + sample), output, buffer)
    }
    #[inline]
    fn weight(&self, sample: usize) -> f64 {
        self.examples.weight(self.order.at(self.start + sample))
    }
}

impl Fault {
    fn at(self, epoch: usize, batch: usize) -> Self {
        match self {
            Self::NotFinite { loss, .. } => Self::NotFinite { epoch, batch, loss },
            other => other,
        }
    }
}

impl<V> Fit<'_, V> {
    /// The number of samples to train on, the others being there to validate.
    pub(super) fn check(&self, samples: usize) -> Result<usize, Fault> {
        if self.batch_size == 0 {
            return Err(Fault::BatchSize);
        }
        if self.epochs == 0 {
            return Err(Fault::Epochs);
        }
        if let Some(weights) = self.sample_weight {
            if weights.len() != samples {
                return Err(Fault::SampleWeights {
                    weights: weights.len(),
                    samples,
                });
            }
            if let Some((sample, weight)) = wrong_weight(weights) {
                return Err(Fault::SampleWeight { sample, weight });
            }
        }
        let Some(split) = self.validation_split else {
            return Ok(samples);
        };
        if !(split > 0.0 && split < 1.0) {
            return Err(Fault::ValidationSplit { split });
        }
        // Keras's own rounding.
        let train = (samples as f64 * (1.0 - split)).floor() as usize;
        if train == 0 || train == samples {
            return Err(Fault::TooFewToSplit { split, samples });
        }
        Ok(train)
    }
}
