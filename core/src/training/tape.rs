//! What the forward pass writes down for the backward pass.

use bytemuck::Zeroable;

use crate::layers::{Out, TrainLayer};

/// One layer's part of the tape, for at most `B` samples.
#[derive(Debug, Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Record<L: TrainLayer, const B: usize> {
    y: [Out<L>; B],
    dy: [Out<L>; B],
    saved: [L::Saved; B],
    rows: usize,
}

impl<L: TrainLayer, const B: usize> Record<L, B> {
    /// Makes room for the forward pass of `rows` samples: at most `B`.
    pub(crate) fn begin(&mut self, rows: usize) -> (&mut [Out<L>], &mut [L::Saved]) {
        debug_assert!(rows <= B, "a tile of {rows} samples on a tape of {B}");
        self.rows = rows.min(B);
        (&mut self.y[..self.rows], &mut self.saved[..self.rows])
    }

    /// What the backward pass starts from: outputs, what was saved, and the outputs' gradients.
    #[expect(clippy::type_complexity, reason = "three slices, each once")]
    pub(crate) fn end(&mut self) -> (&[Out<L>], &[L::Saved], &mut [Out<L>]) {
        (
            &self.y[..self.rows],
            &self.saved[..self.rows],
            &mut self.dy[..self.rows],
        )
    }

    /// The layer's outputs.
    pub fn outputs(&self) -> &[Out<L>] {
        &self.y[..self.rows]
    }

    /// The layer's outputs, and room for their gradients.
    pub fn below(&mut self) -> Below<'_, Out<L>> {
        Below {
            values: &self.y[..self.rows],
            gradients: Some(&mut self.dy[..self.rows]),
        }
    }
}

/// What lies below a layer in the backward pass: its inputs, and room for their gradients where those are wanted.
#[derive(Debug)]
pub struct Below<'a, X> {
    /// The inputs of the layer above.
    pub values: &'a [X],
    /// Where their gradients go.
    pub gradients: Option<&'a mut [X]>,
}

impl<'a, X> Below<'a, X> {
    /// The data itself, whose gradient nobody wants.
    pub fn data(values: &'a [X]) -> Self {
        Self {
            values,
            gradients: None,
        }
    }
}
