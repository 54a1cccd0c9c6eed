//! `fit` and `evaluate`.

use std::vec::Vec;

use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::columns::Columns;
use super::compiled::{LossSum, counted_rows};
use super::order::Order;
use super::part::rows_of;
use super::progress::Display;
use super::{Compiled, Data, Epoch, Evaluation, Fault, Fit, History, Train, ValidationData, check, pass};
use crate::Scalar;
use crate::losses::{Loss, Target, Truth};
use crate::metrics::Metric;
use crate::model::{InputShape, OutputShape};
use crate::optimizers::Optimizer;
use crate::shape::{Array, ArrayOf, Sample, Shape};

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
        let weights = Weights::new::<M, L, Y>(fit.sample_weight, fit.class_weight, &y[..train])?;

        let mut order = Order::new(train, fit.shuffle);
        let mut display = Display::new(fit.progress, fit.epochs, train.div_ceil(fit.batch_size));
        let mut rows = Vec::new();
        for epoch in 1..=fit.epochs {
            if fit.shuffle {
                // Each epoch's order comes from seed and number alone, so that `fit` can go on where it stopped.
                let mut rng = SmallRng::seed_from_u64(pass::mix(fit.seed ^ pass::mix(self.epochs)));
                order.shuffle(&mut rng);
            }
            let mut row = self.epoch(epoch, train, &order, x, y, &weights, fit, &mut display)?;
            self.epochs += 1;
            let judge = self.judge(fit.batch_size);
            let validated = if train < x.len() {
                let sample_weight = fit.sample_weight;
                Some(judge.evaluate(x.len() - train, |i| {
                    let i = train + i;
                    (&x[i], &y[i], sample_weight.map_or(1.0, |weights| weights[i]))
                }))
            } else {
                fit.validation.evaluate(judge)
            };
            if let Some(Evaluation { loss, metrics }) = validated {
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

    pub(super) fn run_evaluate<X, Y>(&self, x: &[X], y: &[Y]) -> Result<Evaluation, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        self.check_settings()?;
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y)?;
        Ok(self.judge(32).evaluate(x.len(), |i| (&x[i], &y[i], 1.0)))
    }

    fn judge(&self, batch_size: usize) -> Judge<'_, M, L, N> {
        Judge {
            model: self.model,
            loss: &self.loss,
            metrics: &self.metrics,
            batch_size,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what `fit` has checked, each once")]
    fn epoch<X, Y, V>(
        &mut self,
        epoch: usize,
        samples: usize,
        order: &Order,
        x: &[X],
        y: &[Y],
        weights: &Weights<'_>,
        fit: &Fit<'_, V>,
        display: &mut Display,
    ) -> Result<Epoch, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        let metrics = self.metrics;
        let mut state = N::State::default();
        let mut loss = Running::default();
        for (batch, start) in (0..samples).step_by(fit.batch_size).enumerate() {
            let rows = fit.batch_size.min(samples - start);
            let at = |i: usize| {
                let i = order.at(start + i);
                (&x[i], &y[i], weights.of(i))
            };
            let sum = self
                .update(rows, at, |output, truth, weight| {
                    metrics.observe(&mut state, output, truth, weight);
                })
                .map_err(|fault| fault.at(epoch, batch + 1))?;
            loss.add(sum, rows);
            display.batch(epoch, batch + 1, loss.mean());
        }
        Ok(Epoch {
            epoch,
            epochs: fit.epochs,
            loss: loss.mean(),
            metrics: named(&metrics, &state),
            val_loss: None,
            val_metrics: Vec::new(),
        })
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
    fn check(&self, samples: usize) -> Result<usize, Fault> {
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

fn wrong_weight(weights: &[f64]) -> Option<(usize, f64)> {
    let fine = |weight: f64| weight.is_finite() && weight >= 0.0;
    let wrong = weights.iter().position(|&weight| !fine(weight))?;
    Some((wrong, weights[wrong]))
}

/// How much each sample counts.
struct Weights<'a> {
    samples: Option<&'a [f64]>,
    // One class a sample, where classes have weights.
    classes: Option<(&'a [f64], Vec<u32>)>,
}

impl<'a> Weights<'a> {
    fn new<M, L, Y>(samples: Option<&'a [f64]>, classes: Option<&'a [f64]>, y: &[Y]) -> Result<Self, Fault>
    where
        M: Train,
        L: Loss,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        let Some(weights) = classes else {
            return Ok(Self { samples, classes: None });
        };
        if !L::CLASSIFIES {
            return Err(Fault::NoClasses { loss: L::NAME });
        }
        // One unit tells two classes apart.
        let units = OutputShape::<M>::LAST;
        let classes = units.max(2);
        if weights.len() != classes {
            return Err(Fault::ClassWeights {
                weights: weights.len(),
                classes,
            });
        }
        if let Some((class, weight)) = wrong_weight(weights) {
            return Err(Fault::ClassWeight { class, weight });
        }
        let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
        let mut of_samples = Vec::with_capacity(y.len());
        for (sample, target) in y.iter().enumerate() {
            let class = match target.truth(&mut buffer) {
                Truth::Values(&[value]) => value.to_f64().round() as i64,
                truth @ Truth::Values(_) => truth.class().and_then(|class| i64::try_from(class).ok()).unwrap_or(-1),
                Truth::Class(class) => class,
            };
            match u32::try_from(class) {
                Ok(index) if (index as usize) < classes => of_samples.push(index),
                // A class that the loss leaves out: its weight does not matter.
                _ if matches!(target.truth(&mut buffer), Truth::Class(_)) => of_samples.push(0),
                _ => {
                    return Err(Fault::Class {
                        data: Data::Given,
                        sample,
                        class,
                        classes,
                    });
                }
            }
        }
        Ok(Self {
            samples,
            classes: Some((weights, of_samples)),
        })
    }

    #[inline]
    fn of(&self, i: usize) -> f64 {
        let of_sample = self.samples.map_or(1.0, |weights| weights[i]);
        let of_class = self
            .classes
            .as_ref()
            .map_or(1.0, |(weights, classes)| weights[classes[i] as usize]);
        of_sample * of_class
    }
}

/// A model with what it is judged by.
#[doc(hidden)]
#[derive(Debug)]
pub struct Judge<'a, M, L, N> {
    model: &'a M,
    loss: &'a L,
    metrics: &'a N,
    batch_size: usize,
}

impl<M: Train, L: Loss, N: Metric> Judge<'_, M, L, N> {
    pub(super) fn evaluate<'d, X, Y>(self, rows: usize, at: impl Fn(usize) -> (&'d X, &'d Y, f64) + Sync) -> Evaluation
    where
        X: Sample<InputShape<M>, M::Scalar> + 'd,
        Y: Target<L::Target, OutputShape<M>, M::Scalar> + 'd,
    {
        let width = OutputShape::<M>::LAST;
        let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
        let mut state = N::State::default();
        let mut loss = Running::default();
        let mut sum = LossSum::<M::Scalar>::default();
        let sample = |i: usize| at(i).0.array();
        crate::batch::answer_each(self.model, rows, sample, |i, output| {
            let (_, target, weight) = at(i);
            sum.count += counted_rows::<M, L, Y>(self.loss, target, &mut buffer);
            let truths = rows_of::<M>(target.truth(&mut buffer));
            for (y, truth) in output.flat().chunks_exact(width).zip(truths) {
                self.metrics.observe(&mut state, y, truth, weight);
                if self.loss.counts(truth) {
                    sum.loss += self.loss.value(y, truth) * M::Scalar::of(weight);
                }
            }
            let batch = i % self.batch_size + 1;
            if batch == self.batch_size || i + 1 == rows {
                loss.add(core::mem::take(&mut sum), batch);
            }
        });
        Evaluation {
            loss: loss.mean(),
            metrics: named(self.metrics, &state),
        }
    }
}

/// Keras's mean of the losses of batches, each counting by its number of samples.
#[derive(Default)]
struct Running {
    total: f64,
    samples: usize,
}

impl Running {
    fn add<T: Scalar>(&mut self, batch: LossSum<T>, samples: usize) {
        self.total += batch.mean().to_f64() * samples as f64;
        self.samples += samples;
    }

    fn mean(&self) -> f64 {
        self.total / self.samples as f64
    }
}

fn named<N: Metric>(metrics: &N, state: &N::State) -> Vec<(&'static str, f64)> {
    let mut all = Vec::new();
    metrics.results(state, &mut |name, value| all.push((name, value)));
    all
}
