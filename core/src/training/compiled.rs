//! A model with its loss, optimiser and metrics, and one training step.

use core::fmt;
use core::marker::PhantomData;
#[cfg(feature = "std")]
use std::boxed::Box;

use bytemuck::Zeroable;

use super::{Fault, Pass, Train, pass};
use crate::Scalar;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputArray, InputShape, OutputShape};
use crate::optimizers::Optimizer;
use crate::shape::{Array, ArrayOf, Sample, Shape};

/// The number of samples that go through a model side by side unless said otherwise.
pub const TILE: usize = 32;

/// What training needs besides the model: gradients, the optimiser's slots, and the tape of one tile.
#[derive(Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Workspace<M: Train, O: Optimizer, const B: usize = TILE> {
    gradient: M,
    slots: O::Slots<M>,
    inputs: [InputArray<M>; B],
    tape: M::Tape<B>,
}

impl<M: Train, O: Optimizer, const B: usize> Workspace<M, O, B> {
    /// A fresh workspace on the heap, made in place.
    #[cfg(feature = "std")]
    pub fn boxed() -> Box<Self> {
        bytemuck::zeroed_box()
    }

    /// A fresh workspace by value.
    #[must_use]
    pub fn new() -> Self {
        Self::zeroed()
    }
}

impl<M: Train, O: Optimizer, const B: usize> Default for Workspace<M, O, B> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Train, O: Optimizer, const B: usize> fmt::Debug for Workspace<M, O, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace")
            .field("tile", &B)
            .field("bytes", &size_of::<Self>())
            .finish_non_exhaustive()
    }
}

enum Place<'a, W> {
    Borrowed(&'a mut W),
    #[cfg(feature = "std")]
    Boxed(Box<W>),
}

impl<W> Place<'_, W> {
    fn get(&mut self) -> &mut W {
        match self {
            Self::Borrowed(workspace) => workspace,
            #[cfg(feature = "std")]
            Self::Boxed(workspace) => workspace,
        }
    }
}

/// A model that is ready to learn. Made by [`Train::compile`].
pub struct Compiled<'a, M: Train, L, O: Optimizer, N, K, const B: usize = TILE> {
    pub(super) model: &'a mut M,
    workspace: Place<'a, Workspace<M, O, B>>,
    pub(super) loss: L,
    pub(super) optimizer: O,
    pub(super) metrics: N,
    steps: u64,
    target: PhantomData<K>,
}

impl<'a, M: Train, L, O: Optimizer, N, K, const B: usize> Compiled<'a, M, L, O, N, K, B> {
    #[cfg(feature = "std")]
    pub(super) fn boxed(model: &'a mut M, loss: L, optimizer: O, metrics: N) -> Self {
        Self::placed(model, Place::Boxed(Workspace::boxed()), loss, optimizer, metrics)
    }

    pub(super) fn borrowed(
        model: &'a mut M,
        workspace: &'a mut Workspace<M, O, B>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Self {
        Self::placed(model, Place::Borrowed(workspace), loss, optimizer, metrics)
    }

    fn placed(model: &'a mut M, workspace: Place<'a, Workspace<M, O, B>>, loss: L, optimizer: O, metrics: N) -> Self {
        Self {
            model,
            workspace,
            loss,
            optimizer,
            metrics,
            steps: 0,
            target: PhantomData,
        }
    }
}

impl<M: Train, L: Loss, O: Optimizer, N, K, const B: usize> Compiled<'_, M, L, O, N, K, B> {
    /// One step: forward, loss, backward, update, over one mini-batch of any size. Returns the mean loss before the
    /// update. Allocates nothing.
    ///
    /// # Errors
    /// Where the two slices differ in length or are empty, a class is out of range, or the loss or a weight does not
    /// stay finite. The model then keeps its last finite weights.
    pub fn train_step<X, Y>(&mut self, x: &[X], y: &[Y]) -> Result<M::Scalar, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<K, OutputShape<M>, M::Scalar>,
    {
        check_lengths(x, y)?;
        check_targets::<M, _, K, _>(&self.loss, y)?;
        let noise = self.steps;
        let sum = self.update(x.len(), noise, |i| (&x[i], &y[i], 1.0), |_, _, _| {});
        sum.map(|sum| sum.loss / M::Scalar::of(sum.count.max(1) as f64))
    }

    /// One step over the `rows` samples, targets and weights that `at` gives. `observe` sees each row of outputs.
    pub(super) fn update<'d, X, Y>(
        &mut self,
        rows: usize,
        noise: u64,
        at: impl Fn(usize) -> (&'d X, &'d Y, f64),
        mut observe: impl FnMut(&[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> Result<LossSum<M::Scalar>, Fault>
    where
        X: Sample<InputShape<M>, M::Scalar> + 'd,
        Y: Target<K, OutputShape<M>, M::Scalar> + 'd,
    {
        let Workspace {
            gradient,
            slots,
            inputs,
            tape,
        } = self.workspace.get();
        let width = OutputShape::<M>::LAST;
        let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
        // `ignore_class` takes rows out of the mean, so their number comes first.
        let mut count = 0;
        for i in 0..rows {
            let truth = at(i).1.truth(&mut buffer);
            count += truth
                .rows(OutputShape::<M>::LEN / width, width)
                .filter(|&row| self.loss.counts(row))
                .count();
        }
        M::parameters_mut([&mut *gradient], &mut |_, _, [values]| values.fill(M::Scalar::ZERO));
        let mut loss = M::Scalar::ZERO;
        for start in (0..rows).step_by(B) {
            let here = B.min(rows - start);
            for (i, input) in inputs[..here].iter_mut().enumerate() {
                *input = *at(start + i).0.array();
            }
            let mut pass = Pass::new(pass::mix(noise ^ pass::mix(start as u64)), L::FUSED);
            self.model.forward(&inputs[..here], tape, &mut pass);
            let (outputs, _, gradients) = M::last(tape).end();
            for (i, (output, gradient)) in outputs.iter().zip(gradients).enumerate() {
                let (_, target, weight) = at(start + i);
                let truth = target.truth(&mut buffer);
                let rows = output
                    .flat()
                    .chunks_exact(width)
                    .zip(gradient.flat_mut().chunks_exact_mut(width));
                for ((y, dy), truth) in rows.zip(truth.rows(OutputShape::<M>::LEN / width, width)) {
                    observe(y, truth, weight);
                    if !self.loss.counts(truth) {
                        dy.fill(M::Scalar::ZERO);
                        continue;
                    }
                    loss += self.loss.value(y, truth) * M::Scalar::of(weight);
                    self.loss
                        .fused_gradient(y, truth, M::Scalar::of(weight / count as f64), dy);
                }
            }
            self.model.backward(&inputs[..here], tape, gradient, &mut pass);
        }
        self.steps += 1;
        let stopped = Fault::NotFinite {
            epoch: 1,
            batch: 1,
            loss: loss.to_f64() / count.max(1) as f64,
        };
        if loss.is_finite() && self.optimizer.step(self.model, gradient, slots) {
            Ok(LossSum { loss, count })
        } else {
            Err(stopped)
        }
    }
}

/// The sum of the losses of `count` rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct LossSum<T> {
    pub(super) loss: T,
    pub(super) count: usize,
}

pub(super) fn check_lengths<X, Y>(x: &[X], y: &[Y]) -> Result<(), Fault> {
    if x.len() != y.len() {
        return Err(Fault::Lengths {
            samples: x.len(),
            targets: y.len(),
        });
    }
    if x.is_empty() { Err(Fault::NoData) } else { Ok(()) }
}

/// Every class is one of the model's, or one that the loss leaves out.
pub(super) fn check_targets<M: Train, L: Loss, K, Y>(loss: &L, y: &[Y]) -> Result<(), Fault>
where
    Y: Target<K, OutputShape<M>, M::Scalar>,
{
    let classes = OutputShape::<M>::LAST;
    let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
    for (sample, target) in y.iter().enumerate() {
        let truth = target.truth(&mut buffer);
        if let Truth::Class(class) = truth
            && loss.counts(truth)
            && usize::try_from(class).is_ok_and(|class| class < classes) == false
        {
            return Err(Fault::Class { sample, class, classes });
        }
    }
    Ok(())
}

impl<M: Train, L, O: Optimizer + fmt::Debug, N, K, const B: usize> fmt::Debug for Compiled<'_, M, L, O, N, K, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("optimizer", &self.optimizer)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}
