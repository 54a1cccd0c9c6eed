//! One step of a large mini-batch on all cores.
//!
//! The batch is cut into parts by its size alone, and their gradients and losses are added up pair by pair in one order:
//! the numbers are the same for any number of threads.

use std::boxed::Box;
use std::vec::Vec;

use bytemuck::zeroed_box;

use super::examples::{Examples, rows_of};
use super::worker::{BatchStep, LossSums, TileWorker};
use super::{Objective, Passes};
use crate::Scalar;
use crate::kernels::{self, cores};
use crate::losses::Truth;
use crate::model::Network;
use crate::shape::{MAX_VALUES, ValueList};

/// The samples of the smallest batch that is cut.
const BATCH: usize = 256;
/// The samples of the smallest part.
const SMALLEST: usize = 128;
/// The most parts: each has a gradient, which takes memory, and time to add.
const MOST: usize = 16;

/// The arrays of a sample's outputs.
type Outputs<M> = <<M as Network>::Outputs as ValueList>::Arrays;

/// The parts of a batch, made when they are first needed.
pub(super) struct Parts<M: Passes, const B: usize> {
    parts: Vec<Box<TileWorker<M, B>>>,
    // The batch's outputs, kept for the metrics, which look at one sample after the other.
    outputs: Vec<Outputs<M>>,
}

impl<M: Passes, const B: usize> Default for Parts<M, B> {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

/// Does `work` on a thread of the pool, the others of which are then awake and quick to help.
pub(super) fn inside<R: Send>(mut work: impl FnMut() -> R + Send) -> R {
    let mut result = None;
    cores::inside(&mut || result = Some(work()));
    result.expect("the pool does what it is given")
}

impl<M: Passes, const B: usize> Parts<M, B> {
    /// Whether a batch of `rows` samples is large enough to be cut.
    pub(super) fn pay(rows: usize) -> bool {
        rows >= BATCH && crate::model::batch::is_much::<M>(rows)
    }

    /// The samples of a part of so many: decided by their number alone.
    pub(super) fn size(rows: usize) -> usize {
        rows.div_ceil(MOST).max(SMALLEST).next_multiple_of(B)
    }

    /// [`TileWorker::learn`] for samples `0..rows`, in parts side by side. Allocates where no batch before was as large.
    pub(super) fn learn<L, E>(
        &mut self,
        step: &BatchStep<'_, M, L, E>,
        rows: usize,
        mut observe: impl FnMut(usize, usize, &[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> (LossSums<M::Scalar>, &mut M)
    where
        L: Objective,
        E: Examples<M::Scalar>,
    {
        let size = Self::size(rows);
        let count = rows.div_ceil(size);
        while self.parts.len() < count {
            self.parts.push(zeroed_box());
        }
        self.outputs.resize(rows, M::Outputs::ZEROS);
        let (parts, outputs) = (&mut self.parts[..count], &mut self.outputs);
        let losses = both(parts, outputs, 0, size, step);

        let mut buffers = M::Outputs::ZEROS;
        for (i, arrays) in outputs.iter().enumerate() {
            let weight = step.examples.weight(i);
            for k in 0..L::COUNT {
                let truth = step.examples.truth(i, k, M::Outputs::numbers_mut(&mut buffers, k));
                let output = M::Outputs::numbers(arrays, k);
                for (y, truth) in output.chunks_exact(M::Outputs::LAST[k]).zip(rows_of::<M>(k, truth)) {
                    observe(k, i, y, truth, weight);
                }
            }
        }
        (losses, &mut parts[0].gradient)
    }
}

/// Learns from the samples from `first` on, as many as there are `outputs`: each half of the parts on a core that has
/// time. The gradient of all is then that of the first part; gives the sums of the losses.
fn both<M, L, E, const B: usize>(
    parts: &mut [Box<TileWorker<M, B>>],
    outputs: &mut [Outputs<M>],
    first: usize,
    size: usize,
    step: &BatchStep<'_, M, L, E>,
) -> LossSums<M::Scalar>
where
    M: Passes,
    L: Objective,
    E: Examples<M::Scalar>,
{
    if let [part] = parts {
        let samples = first..first + outputs.len();
        let mut filled = [(usize::MAX, 0); MAX_VALUES];
        let keep = |k: usize, i: usize, y: &[M::Scalar], _: Truth<'_, M::Scalar>, _: f64| {
            let (sample, at) = &mut filled[k];
            if *sample != i {
                (*sample, *at) = (i, 0);
            }
            let numbers = M::Outputs::numbers_mut(&mut outputs[i - first], k);
            numbers[*at..*at + y.len()].copy_from_slice(y);
            *at += y.len();
        };
        return part.learn(step, samples, keep).0;
    }
    let half = parts.len() / 2;
    let (left, right) = parts.split_at_mut(half);
    let (outputs, more) = outputs.split_at_mut(half * size);
    let (mut losses, mut others) = ([M::Scalar::ZERO; MAX_VALUES], [M::Scalar::ZERO; MAX_VALUES]);
    cores::join(
        &mut || losses = both(&mut *left, &mut *outputs, first, size, step),
        &mut || others = both(&mut *right, &mut *more, first + half * size, size, step),
    );
    crate::model::each_parameter_mut([&mut left[0].gradient, &mut right[0].gradient], |_, _, [sum, term]| {
        kernels::add(sum, term);
    });
    for (loss, other) in losses.iter_mut().zip(others) {
        *loss += other;
    }
    losses
}
