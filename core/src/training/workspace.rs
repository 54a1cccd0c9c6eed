//! The memory that training needs besides the model.

use core::fmt;
#[cfg(feature = "std")]
use std::boxed::Box;

use bytemuck::Zeroable;

use super::Passes;
use super::worker::TileWorker;
use crate::kernels;
use crate::optimizers::Optimizer;

/// The number of samples that go through a model side by side unless said otherwise.
pub const TILE: usize = 32;

/// What training needs besides the model: gradients, the optimiser's slots, and the tape of one tile of `B` samples.
///
/// On a device it may be a `static`, handed to [`Train::compile_in`](crate::training::Train::compile_in); all its bytes are zero, so it takes no flash.
///
/// ```
/// use std::sync::Mutex;
///
/// use layerproof::prelude::*;
///
/// type Tiny = layerproof::Sequential<(layerproof::layers::Dense<f32, 2, 1>, ())>;
///
/// static WORKSPACE: Mutex<Workspace<Tiny, Sgd, 4>> = Mutex::new(Workspace::zeros());
///
/// let mut model = Tiny::zeros();
/// let mut workspace = WORKSPACE.lock().unwrap();
/// let mut training = model.compile_in(&mut workspace, MeanSquaredError::new(), Sgd::new(0.1), ());
/// let loss = training.train_step(&[[0.0, 1.0], [1.0, 0.0]], &[1.0, 0.0])?;
/// assert_eq!(loss, 0.5);
/// # Ok::<(), layerproof::training::TrainingError>(())
/// ```
#[derive(Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Workspace<M, O, const B: usize = TILE>
where
    M: Passes,
    O: Optimizer,
{
    pub(super) worker: TileWorker<M, B>,
    pub(super) slots: O::Slots<M>,
}

impl<M: Passes, O: Optimizer, const B: usize> Workspace<M, O, B> {
    const TILE_HOLDS_SOMETHING: () = assert!(B > 0, "a workspace's tile needs room for at least one sample");

    /// A fresh workspace by value: for a `static`, or a small model.
    #[must_use]
    pub const fn zeros() -> Self {
        const { Self::TILE_HOLDS_SOMETHING };
        kernels::zeroed()
    }

    /// A fresh workspace on the heap, made in place.
    #[cfg(feature = "std")]
    pub fn boxed() -> Box<Self> {
        const { Self::TILE_HOLDS_SOMETHING };
        bytemuck::zeroed_box()
    }
}

impl<M: Passes, O: Optimizer, const B: usize> Default for Workspace<M, O, B> {
    fn default() -> Self {
        Self::zeros()
    }
}

impl<M: Passes, O: Optimizer, const B: usize> fmt::Debug for Workspace<M, O, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace")
            .field("tile", &B)
            .field("bytes", &size_of::<Self>())
            .finish_non_exhaustive()
    }
}
