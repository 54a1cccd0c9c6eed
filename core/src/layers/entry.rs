//! What one call of a layer leaves between the two passes of a tile of samples.

use bytemuck::Zeroable;

use super::{Out, TrainLayer};
use crate::tape::{Pass, Schedule, numbers, numbers_mut};

/// One call of a layer, for a tile of at most `B` samples: its outputs, their gradients, and what the layer saves for the
/// backward pass.
#[derive(Debug, Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Entry<L: TrainLayer, const B: usize> {
    y: [Out<L>; B],
    dy: [Out<L>; B],
    saved: [L::Saved; B],
    tape: L::Tape<B>,
}

/// The parts of an [`Entry`] that one pass needs, as many samples as there are.
#[derive(Debug)]
pub struct EntryParts<'a, L: TrainLayer, const B: usize> {
    /// The outputs.
    pub y: &'a mut [Out<L>],
    /// Their gradients.
    pub dy: &'a mut [Out<L>],
    /// What the layer saves of each sample.
    pub saved: &'a mut [L::Saved],
    /// What a layer that is a model saves.
    pub tape: &'a mut L::Tape<B>,
}

impl<L: TrainLayer, const B: usize> Entry<L, B> {
    /// The parts, for the first `rows` samples.
    pub fn parts(&mut self, rows: usize) -> EntryParts<'_, L, B> {
        debug_assert!(rows <= B, "a tile of {rows} samples on a tape of {B}");
        let rows = rows.min(B);
        EntryParts {
            y: &mut self.y[..rows],
            dy: &mut self.dy[..rows],
            saved: &mut self.saved[..rows],
            tape: &mut self.tape,
        }
    }

    /// The numbers of the outputs of the first `rows` samples.
    pub fn outputs(&self, rows: usize) -> &[L::Scalar] {
        numbers::<L::Output, L::Scalar>(&self.y[..rows.min(B)])
    }

    /// The numbers of the outputs and of their gradients.
    pub fn split(&mut self, rows: usize) -> (&[L::Scalar], &mut [L::Scalar]) {
        let rows = rows.min(B);
        (
            numbers::<L::Output, L::Scalar>(&self.y[..rows]),
            numbers_mut::<L::Output, L::Scalar>(&mut self.dy[..rows]),
        )
    }

    /// Adds the gradients of one more call that takes the outputs.
    pub fn add(&mut self, more: &Gradients<L, B>, pass: &Pass<'_, impl Schedule>) {
        if !pass.runs() {
            return;
        }
        let rows = pass.rows.min(B);
        let sum = numbers_mut::<L::Output, L::Scalar>(&mut self.dy[..rows]);
        let terms = numbers::<L::Output, L::Scalar>(&more.dy[..rows]);
        for (sum, &term) in sum.iter_mut().zip(terms) {
            *sum += term;
        }
    }
}

/// The gradients of a layer's outputs once more: where a value is taken by several calls, each of which writes its own.
#[derive(Debug, Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Gradients<L: TrainLayer, const B: usize> {
    dy: [Out<L>; B],
}

impl<L: TrainLayer, const B: usize> Gradients<L, B> {
    /// The numbers, for the first `rows` samples.
    pub fn numbers(&mut self, rows: usize) -> &mut [L::Scalar] {
        numbers_mut::<L::Output, L::Scalar>(&mut self.dy[..rows.min(B)])
    }
}
