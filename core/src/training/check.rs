//! What is looked at before anything is changed.

#[cfg(feature = "std")]
use std::vec::Vec;

use super::examples::{Examples, Pairs};
use super::{Data, Objective, TrainingError};
use crate::Scalar;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputShape, Model, Network, OutputShape, first_outside};
use crate::shape::{Array, Sample, ValueList};

/// Samples and targets, checked against a model and a loss.
pub(super) fn data<M, L, X, Y>(data: Data, loss: &L, x: &[X], y: &[Y]) -> Result<(), TrainingError>
where
    M: Model,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar>,
    Y: Target<L::Target, OutputShape<M>, M::Scalar>,
{
    if x.len() != y.len() {
        return Err(TrainingError::Lengths {
            data,
            samples: x.len(),
            targets: y.len(),
        });
    }
    if x.is_empty() {
        return Err(TrainingError::NoData { data });
    }
    if let Some(vocabulary) = const { M::PLAN.vocabulary(0) } {
        for (sample, x) in x.iter().enumerate() {
            indices(data, sample, x.array().flat(), vocabulary)?;
        }
    } else if let Some(sample) = x.iter().position(|x| !finite(x.array().flat())) {
        return Err(TrainingError::SampleNotFinite { data, sample });
    }
    let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&x[i], &y[i], 1.0));
    targets::<M, L, _>(data, loss, x.len(), &examples)
}

/// Samples and targets of all inputs and outputs, which are equally many.
pub(super) fn examples<M, L, E>(data: Data, loss: &L, count: usize, examples: &E) -> Result<(), TrainingError>
where
    M: Network,
    L: Objective,
    E: Examples<M::Scalar>,
{
    if count == 0 {
        return Err(TrainingError::NoData { data });
    }
    for sample in 0..count {
        for input in 0..M::Inputs::COUNT {
            if let Some(vocabulary) = M::PLAN.vocabulary(input) {
                indices(data, sample, examples.input(sample, input), vocabulary)?;
            } else if !finite(examples.input(sample, input)) {
                return Err(TrainingError::SampleNotFinite { data, sample });
            }
        }
    }
    targets::<M, L, E>(data, loss, count, examples)
}

fn targets<M, L, E>(data: Data, loss: &L, count: usize, examples: &E) -> Result<(), TrainingError>
where
    M: Network,
    L: Objective,
    E: Examples<M::Scalar>,
{
    let mut buffers = M::Outputs::ZEROS;
    for sample in 0..count {
        for output in 0..L::COUNT {
            let classes = M::Outputs::LAST[output];
            let truth = examples.truth(sample, output, M::Outputs::numbers_mut(&mut buffers, output));
            match truth {
                Truth::Values(values) if !finite(values) => {
                    return Err(TrainingError::TargetNotFinite { data, sample });
                }
                Truth::Values(values) if loss.classifies(output) => {
                    let is_outside = |value: &&M::Scalar| !(M::Scalar::ZERO..=M::Scalar::ONE).contains(*value);
                    if let Some(value) = values.iter().find(is_outside) {
                        return Err(TrainingError::TargetNotProbability {
                            data,
                            sample,
                            value: value.to_f64(),
                            loss: loss.name(output),
                        });
                    }
                }
                Truth::Class(class)
                    if loss.counts(output, truth) && !usize::try_from(class).is_ok_and(|class| class < classes) =>
                {
                    return Err(TrainingError::Class {
                        data,
                        sample,
                        class,
                        classes,
                    });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether all whole numbers of a sample are below `vocabulary`.
fn indices<T: Scalar>(data: Data, sample: usize, values: &[T], vocabulary: usize) -> Result<(), TrainingError> {
    match first_outside(values, vocabulary) {
        None => Ok(()),
        Some((step, index)) => Err(TrainingError::Index {
            data,
            sample,
            step,
            index,
            vocabulary,
        }),
    }
}

/// Whether all numbers are. Without an early exit, so that it vectorises.
fn finite<T: Scalar>(values: &[T]) -> bool {
    values.iter().fold(true, |fine, value| fine & value.is_finite())
}

fn wrong_weight(weights: &[f64]) -> Option<(usize, f64)> {
    let fine = |weight: f64| weight.is_finite() && weight >= 0.0;
    let wrong = weights.iter().position(|&weight| !fine(weight))?;
    Some((wrong, weights[wrong]))
}

/// Whether there is one weight a sample, finite and not negative.
pub(super) fn sample_weight(weights: &[f64], samples: usize) -> Result<(), TrainingError> {
    if weights.len() != samples {
        return Err(TrainingError::SampleWeights {
            weights: weights.len(),
            samples,
        });
    }
    match wrong_weight(weights) {
        Some((sample, weight)) => Err(TrainingError::SampleWeight { sample, weight }),
        None => Ok(()),
    }
}

/// How much each sample counts.
#[cfg(feature = "std")]
pub(super) struct Weights<'a> {
    samples: Option<&'a [f64]>,
    // One class a sample, where classes have weights.
    classes: Option<(&'a [f64], Vec<u32>)>,
}

#[cfg(feature = "std")]
impl<'a> Weights<'a> {
    pub(super) fn new<M, L, E>(
        samples: Option<&'a [f64]>,
        classes: Option<&'a [f64]>,
        count: usize,
        loss: &L,
        examples: &E,
    ) -> Result<Self, TrainingError>
    where
        M: Network,
        L: Objective,
        E: Examples<M::Scalar>,
    {
        let Some(weights) = classes else {
            return Ok(Self { samples, classes: None });
        };
        // Of several outputs, none says which one's classes are meant.
        if !loss.classifies(0) || L::COUNT > 1 {
            return Err(TrainingError::NoClasses { loss: loss.name(0) });
        }
        // One unit tells two classes apart.
        let units = M::Outputs::LAST[0];
        let classes = units.max(2);
        if weights.len() != classes {
            return Err(TrainingError::ClassWeights {
                weights: weights.len(),
                classes,
            });
        }
        if let Some((class, weight)) = wrong_weight(weights) {
            return Err(TrainingError::ClassWeight { class, weight });
        }
        let mut buffers = M::Outputs::ZEROS;
        let mut of_samples = Vec::with_capacity(count);
        for sample in 0..count {
            let truth = examples.truth(sample, 0, M::Outputs::numbers_mut(&mut buffers, 0));
            let is_class = matches!(truth, Truth::Class(_));
            let class = match truth {
                Truth::Values(&[value]) => value.to_f64().round() as i64,
                truth @ Truth::Values(_) => truth.class().and_then(|class| i64::try_from(class).ok()).unwrap_or(-1),
                Truth::Class(class) => class,
            };
            match u32::try_from(class) {
                Ok(index) if (index as usize) < classes => of_samples.push(index),
                // A class that the loss leaves out: its weight does not matter.
                _ if is_class => of_samples.push(0),
                _ => {
                    return Err(TrainingError::Class {
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
    pub(super) fn of(&self, i: usize) -> f64 {
        let of_sample = self.samples.map_or(1.0, |weights| weights[i]);
        let of_class = self
            .classes
            .as_ref()
            .map_or(1.0, |(weights, classes)| weights[classes[i] as usize]);
        of_sample * of_class
    }
}
