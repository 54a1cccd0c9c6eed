//! What is looked at before anything is changed.

use super::{Data, Fault};
use crate::Scalar;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputShape, Model, OutputShape};
use crate::shape::{Array, ArrayOf, Sample, Shape};

/// Samples and targets, checked against a model and a loss.
pub(super) fn data<M, L, X, Y>(data: Data, loss: &L, x: &[X], y: &[Y]) -> Result<(), Fault>
where
    M: Model,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar>,
    Y: Target<L::Target, OutputShape<M>, M::Scalar>,
{
    if x.len() != y.len() {
        return Err(Fault::Lengths {
            data,
            samples: x.len(),
            targets: y.len(),
        });
    }
    if x.is_empty() {
        return Err(Fault::NoData { data });
    }
    if let Some(sample) = x.iter().position(|x| !finite(x.array().flat())) {
        return Err(Fault::SampleNotFinite { data, sample });
    }
    let classes = OutputShape::<M>::LAST;
    let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
    for (sample, target) in y.iter().enumerate() {
        let truth = target.truth(&mut buffer);
        match truth {
            Truth::Values(values) if !finite(values) => return Err(Fault::TargetNotFinite { data, sample }),
            Truth::Values(values) if L::CLASSIFIES => {
                if let Some(value) = values
                    .iter()
                    .find(|value| !(M::Scalar::ZERO..=M::Scalar::ONE).contains(*value))
                {
                    return Err(Fault::TargetNotProbability {
                        data,
                        sample,
                        value: value.to_f64(),
                        loss: L::NAME,
                    });
                }
            }
            Truth::Class(class) if loss.counts(truth) && !usize::try_from(class).is_ok_and(|class| class < classes) => {
                return Err(Fault::Class {
                    data,
                    sample,
                    class,
                    classes,
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether all numbers are. Without an early exit, so that it vectorises.
fn finite<T: Scalar>(values: &[T]) -> bool {
    values.iter().fold(true, |fine, value| fine & value.is_finite())
}
