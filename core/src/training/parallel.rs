//! One step of a large mini-batch on all cores.
//!
//! The batch is cut into parts by its size alone, and their gradients and losses are added up pair by pair in one order:
//! the numbers are the same for any number of threads.

use std::boxed::Box;
use std::vec::Vec;

use bytemuck::zeroed_box;

use super::Train;
use super::part::{Part, Step, rows_of};
use crate::kernels;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputShape, OutputArray, OutputShape};
use crate::shape::{Array, ArrayOf, Sample, Shape};

/// The samples of the smallest batch that is cut.
const BATCH: usize = 256;
/// The samples of the smallest part.
const SMALLEST: usize = 128;
/// The most parts: each has a gradient, which takes memory, and time to add.
const MOST: usize = 16;

/// The parts of a batch, made when they are first needed.
pub(super) struct Parts<M: Train, const B: usize> {
    parts: Vec<Box<Part<M, B>>>,
    // The batch's outputs, kept for the metrics, which look at one sample after the other.
    outputs: Vec<OutputArray<M>>,
}

impl<M: Train, const B: usize> Default for Parts<M, B> {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

/// Does `work` on a thread of the pool, the others of which are then awake and quick to help.
pub(super) fn inside<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    rayon::scope(|_| work())
}

impl<M: Train, const B: usize> Parts<M, B> {
    /// Whether a batch of `rows` samples is large enough to be cut.
    pub(super) fn pay(rows: usize) -> bool {
        rows >= BATCH && crate::batch::is_much::<M>(rows)
    }

    /// [`Part::learn`] for samples `0..rows`, in parts side by side. Allocates where no batch before was as large.
    pub(super) fn learn<'d, L, X, Y, F>(
        &mut self,
        step: &Step<'_, M, L, F>,
        rows: usize,
        mut observe: impl FnMut(&[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> (M::Scalar, &mut M)
    where
        L: Loss,
        X: Sample<InputShape<M>, M::Scalar> + 'd,
        Y: Target<L::Target, OutputShape<M>, M::Scalar> + 'd,
        F: Fn(usize) -> (&'d X, &'d Y, f64) + Sync,
    {
        let size = rows.div_ceil(MOST).max(SMALLEST).next_multiple_of(B);
        let count = rows.div_ceil(size);
        while self.parts.len() < count {
            self.parts.push(zeroed_box());
        }
        self.outputs.resize(rows, Array::ZERO);
        let (parts, outputs) = (&mut self.parts[..count], &mut self.outputs);
        let loss = both(parts, outputs, 0, size, step);

        let width = OutputShape::<M>::LAST;
        let mut buffer = <ArrayOf<OutputShape<M>, M::Scalar>>::ZERO;
        for (i, output) in outputs.iter().enumerate() {
            let (_, target, weight) = (step.at)(i);
            let truths = rows_of::<M>(target.truth(&mut buffer));
            for (y, truth) in output.flat().chunks_exact(width).zip(truths) {
                observe(y, truth, weight);
            }
        }
        (loss, &mut parts[0].gradient)
    }
}

/// Learns from the samples from `first` on, as many as there are `outputs`: each half of the parts on a core that has
/// time. The gradient of all is then that of the first part; gives the sum of the losses.
fn both<'d, M, L, X, Y, F, const B: usize>(
    parts: &mut [Box<Part<M, B>>],
    outputs: &mut [OutputArray<M>],
    first: usize,
    size: usize,
    step: &Step<'_, M, L, F>,
) -> M::Scalar
where
    M: Train,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar> + 'd,
    Y: Target<L::Target, OutputShape<M>, M::Scalar> + 'd,
    F: Fn(usize) -> (&'d X, &'d Y, f64) + Sync,
{
    if let [part] = parts {
        let samples = first..first + outputs.len();
        let mut rows = outputs
            .iter_mut()
            .flat_map(|output| output.flat_mut().chunks_exact_mut(OutputShape::<M>::LAST));
        let keep = |y: &[M::Scalar], _: Truth<'_, M::Scalar>, _: f64| {
            if let Some(row) = rows.next() {
                row.copy_from_slice(y);
            }
        };
        return part.learn(step, samples, keep).0;
    }
    let half = parts.len() / 2;
    let (left, right) = parts.split_at_mut(half);
    let (outputs, more) = outputs.split_at_mut(half * size);
    let (loss, other) = rayon::join(
        || both(&mut *left, outputs, first, size, step),
        || both(&mut *right, more, first + half * size, size, step),
    );
    M::parameters_mut(
        [&mut left[0].gradient, &mut right[0].gradient],
        &mut |_, _, [sum, term]| {
            kernels::add(sum, term);
        },
    );
    loss + other
}
