//! The passes of one step over some of its samples.

use core::ops::Range;

use bytemuck::Zeroable;

use super::{Pass, Train, pass};
use crate::Scalar;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputArray, InputShape, OutputShape};
use crate::shape::{Array, ArrayOf, Sample, Shape};

/// One step, as all of its samples see it.
pub(super) struct Step<'a, M, L, F> {
    pub(super) model: &'a M,
    pub(super) loss: &'a L,
    /// How many went before.
    pub(super) number: u64,
    /// A row's share in the mean.
    pub(super) share: f64,
    /// A sample with its target and weight.
    pub(super) at: F,
}

/// What the passes need: a gradient, and the inputs and the tape of one tile of `B` samples.
#[derive(Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub(super) struct Part<M, const B: usize>
where
    M: Train,
{
    pub(super) gradient: M,
    inputs: [InputArray<M>; B],
    tape: M::Tape<B>,
}

impl<M: Train, const B: usize> Part<M, B> {
    /// Forward and backward over the samples `samples`, tile by tile. Gives the sum of their losses and their gradient.
    ///
    /// `samples` starts at a multiple of `B`: the noise of a tile comes from where it starts in the batch.
    pub(super) fn learn<'d, L, X, Y, F>(
        &mut self,
        step: &Step<'_, M, L, F>,
        samples: Range<usize>,
        mut observe: impl FnMut(&[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> (M::Scalar, &mut M)
    where
        L: Loss,
        X: Sample<InputShape<M>, M::Scalar> + 'd,
        Y: Target<L::Target, OutputShape<M>, M::Scalar> + 'd,
        F: Fn(usize) -> (&'d X, &'d Y, f64),
    {
        let Self { gradient, inputs, tape } = self;
        let Step { model, loss, at, .. } = step;
        let width = OutputShape::<M>::LAST;
        let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
        let mut sum = M::Scalar::ZERO;
        M::parameters_mut([&mut *gradient], &mut |_, _, [values]| values.fill(M::Scalar::ZERO));
        for start in samples.clone().step_by(B) {
            let here = B.min(samples.end - start);
            for (i, input) in inputs[..here].iter_mut().enumerate() {
                *input = *at(start + i).0.array();
            }
            let mut pass = Pass::new(pass::mix(step.number ^ pass::mix(start as u64)), L::FUSED);
            model.forward(&inputs[..here], tape, &mut pass);
            let (outputs, _, gradients) = M::last(tape).end();
            for (i, (output, gradient)) in outputs.iter().zip(gradients).enumerate() {
                let (_, target, weight) = at(start + i);
                let scale = M::Scalar::of(weight * step.share);
                let rows = output
                    .flat()
                    .chunks_exact(width)
                    .zip(gradient.flat_mut().chunks_exact_mut(width));
                for ((y, dy), truth) in rows.zip(rows_of::<M>(target.truth(&mut buffer))) {
                    observe(y, truth, weight);
                    if loss.counts(truth) {
                        sum += loss.value(y, truth) * M::Scalar::of(weight);
                        loss.fused_gradient(y, truth, scale, dy);
                    } else {
                        dy.fill(M::Scalar::ZERO);
                    }
                }
            }
            model.backward(&inputs[..here], tape, gradient, &mut pass);
        }
        (sum, gradient)
    }
}

/// The truth of each row of a sample's output.
pub(super) fn rows_of<M: Train>(truth: Truth<'_, M::Scalar>) -> impl Iterator<Item = Truth<'_, M::Scalar>> {
    let width = OutputShape::<M>::LAST;
    truth.rows(OutputShape::<M>::LEN / width, width)
}
