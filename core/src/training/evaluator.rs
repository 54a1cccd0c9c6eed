//! The loss and the metrics of a model over a set of samples.

use std::vec::Vec;

use super::examples::{Examples, Pairs, counted_rows, rows_of};
use super::worker::BatchLoss;
use super::{Data, Evaluation, Objective, Observers, Passes, Train, check, rules};
use crate::losses::{Answers, AnyTarget, Loss, Target};
use crate::metrics::{Metric, names};
use crate::model::batch;
use crate::model::{InputArray, InputShape, OutputArray, OutputShape};
use crate::shape::{AnySample, Fits, MAX_VALUES, Sample, ValueList};
use crate::{Error, Scalar};

/// A model with the loss and the metrics that it is evaluated by. Made by [`Train::evaluator`].
#[derive(Debug, Clone, Copy)]
pub struct Evaluator<'a, M, L, N> {
    pub(super) model: &'a M,
    pub(super) loss: L,
    pub(super) metrics: N,
}

impl<M: Train, L: Loss, N: Metric> Evaluator<'_, M, L, N> {
    /// The loss and the metrics over samples that the model does not learn from.
    ///
    /// # Errors
    /// Where settings make no sense or the data do not fit.
    pub fn evaluate<X, Y>(&self, x: &[X], y: &[Y]) -> Result<Evaluation, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        EvaluationRun::new(self.model, &self.loss, &self.metrics).evaluate_pairs(x, y)
    }
}

/// What an evaluation needs to know.
#[doc(hidden)]
#[derive(Debug)]
pub struct EvaluationRun<'a, M, L, N> {
    pub(super) model: &'a M,
    pub(super) loss: &'a L,
    pub(super) metrics: &'a N,
    pub(super) names: &'static [&'static str],
    pub(super) batch_size: usize,
    /// At most so many samples.
    pub(super) most: Option<usize>,
}

impl<'a, M: Train, L: Loss, N: Metric> EvaluationRun<'a, M, L, N> {
    pub(super) const fn new(model: &'a M, loss: &'a L, metrics: &'a N) -> Self {
        Self {
            model,
            loss,
            metrics,
            names: &[],
            batch_size: 32,
            most: None,
        }
    }

    /// The same over samples and targets that are still to be checked.
    pub(super) fn evaluate_pairs<X, Y>(self, x: &[X], y: &[Y]) -> Result<Evaluation, Error>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        Loss::check(self.loss)?;
        Metric::check(self.metrics)?;
        check::data::<M, L, X, Y>(Data::Given, self.loss, x, y)?;
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&x[i], &y[i], 1.0));
        Ok(self.evaluate(x.len(), &examples))
    }
}

impl<M: Passes, L: Objective, N: Observers> EvaluationRun<'_, M, L, N> {
    pub(super) fn evaluate<E: Examples<M::Scalar>>(self, samples: usize, examples: &E) -> Evaluation {
        // Builds with debug assertions compile the evaluation once for all types of samples.
        #[cfg(debug_assertions)]
        let examples: &dyn Examples<M::Scalar> = examples;
        self.evaluate_all(samples, examples)
    }

    fn evaluate_all<E: Examples<M::Scalar> + ?Sized>(self, samples: usize, examples: &E) -> Evaluation {
        let samples = samples.min(self.most.unwrap_or(usize::MAX));
        let mut buffers = M::Outputs::ZEROS;
        let mut state = N::State::default();
        let mut loss = Running::default();
        let none = BatchLoss::<M::Scalar> {
            penalty: rules::penalty(self.model),
            ..BatchLoss::default()
        };
        let mut sums = none;
        let input = |i: usize, input: usize| examples.input(i, input);
        batch::predict_each(self.model, samples, input, |i, arrays| {
            let weight = examples.weight(i);
            for k in 0..L::COUNT {
                let buffer = M::Outputs::numbers_mut(&mut buffers, k);
                sums.counts[k] += counted_rows::<M, L, E>(self.loss, examples, i, k, buffer);
                let truths = rows_of::<M>(k, examples.truth(i, k, buffer));
                let output = <M::Outputs as ValueList>::numbers(&arrays, k);
                for (y, truth) in output.chunks_exact(M::Outputs::LAST[k]).zip(truths) {
                    self.metrics.observe(&mut state, k, y, truth, weight);
                    if self.loss.counts(k, truth) {
                        sums.sums[k] += self.loss.value(k, y, truth) * M::Scalar::from_f64(weight);
                    }
                }
            }
            let rows = i % self.batch_size + 1;
            if rows == self.batch_size || i + 1 == samples {
                loss.add(&core::mem::replace(&mut sums, none), self.loss, rows);
            }
        });
        Evaluation {
            loss: loss.mean(),
            metrics: named::<L, N>(&loss, self.metrics, &state, self.names),
        }
    }
}

/// Keras's mean of the losses of batches, each counting by its number of samples.
#[derive(Default)]
pub(super) struct Running {
    total: f64,
    totals: [f64; MAX_VALUES],
    samples: usize,
}

impl Running {
    pub(super) fn add<T: Scalar, L: Objective>(&mut self, batch: &BatchLoss<T>, loss: &L, samples: usize) {
        self.total += batch.total(loss).to_f64() * samples as f64;
        if L::COUNT > 1 {
            for (k, total) in self.totals.iter_mut().enumerate().take(L::COUNT) {
                *total += batch.mean_of(k).to_f64() * samples as f64;
            }
        }
        self.samples += samples;
    }

    pub(super) fn mean(&self) -> f64 {
        self.total / self.samples as f64
    }
}

/// Each number with Keras's name: of several outputs `NAME_loss`, and `NAME_metric`.
pub(super) fn named<L: Objective, N: Observers>(
    loss: &Running,
    metrics: &N,
    state: &N::State,
    outputs: &'static [&'static str],
) -> Vec<(&'static str, f64)> {
    let mut all = Vec::new();
    let name = |output: usize, metric: &'static str| match outputs.get(output) {
        Some(output) if N::NAMED || L::COUNT > 1 => names::joined(output, metric),
        _ => metric,
    };
    if L::COUNT > 1 {
        for (k, total) in loss.totals.iter().enumerate().take(L::COUNT) {
            all.push((name(k, "loss"), total / loss.samples as f64));
        }
    }
    metrics.results(state, &mut |output, metric, value| {
        let name = unused(name(output, metric), &all);
        all.push((name, value));
    });
    all
}

/// The name, or where it is taken already, as by one of two `Auc`s, with a number behind it as in Keras: `auc_1`.
fn unused(name: &'static str, all: &[(&'static str, f64)]) -> &'static str {
    let is_free = |name: &&'static str| *name != "loss" && all.iter().all(|(taken, _)| taken != name);
    let mut numbered = (1_u32..).map(|k| names::joined(name, &std::format!("{k}")));
    Some(name)
        .filter(is_free)
        .or_else(|| numbered.find(is_free))
        .unwrap_or(name)
}
