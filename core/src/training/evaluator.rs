//! The loss and the metrics of a model over a set of samples.

use std::vec::Vec;

use super::examples::{Examples, counted_rows, rows_of};
use super::worker::BatchLoss;
use super::{Evaluation, Objective, Observers, Passes, names};
use crate::Scalar;
use crate::model::batch;
use crate::shape::{MOST_VALUES, ValueList};

/// A model with the loss and the metrics that it is evaluated by.
#[doc(hidden)]
#[derive(Debug)]
pub struct Evaluator<'a, M, L, N> {
    pub(super) model: &'a M,
    pub(super) loss: &'a L,
    pub(super) metrics: &'a N,
    pub(super) names: &'static [&'static str],
    pub(super) batch_size: usize,
}

impl<M: Passes, L: Objective, N: Observers> Evaluator<'_, M, L, N> {
    pub(super) fn evaluate<E: Examples<M::Scalar>>(self, samples: usize, examples: &E) -> Evaluation {
        let mut buffers = M::Outputs::ZEROS;
        let mut state = N::State::default();
        let mut loss = Running::default();
        let mut sums = BatchLoss::<M::Scalar>::default();
        let input = |i: usize, input: usize| examples.input(i, input);
        batch::answer_each(self.model, samples, input, |i, arrays| {
            let weight = examples.weight(i);
            for k in 0..L::COUNT {
                let buffer = M::Outputs::numbers_mut(&mut buffers, k);
                sums.counts[k] += counted_rows::<M, L, E>(self.loss, examples, i, k, buffer);
                let truths = rows_of::<M>(k, examples.truth(i, k, buffer));
                let output = M::Outputs::numbers(&arrays, k);
                for (y, truth) in output.chunks_exact(M::Outputs::LAST[k]).zip(truths) {
                    self.metrics.observe(&mut state, k, y, truth, weight);
                    if self.loss.counts(k, truth) {
                        sums.sums[k] += self.loss.value(k, y, truth) * M::Scalar::of(weight);
                    }
                }
            }
            let rows = i % self.batch_size + 1;
            if rows == self.batch_size || i + 1 == samples {
                loss.add(&core::mem::take(&mut sums), self.loss, rows);
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
    totals: [f64; MOST_VALUES],
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
        all.push((name(output, metric), value));
    });
    all
}
