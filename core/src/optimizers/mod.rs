//! Optimisers, [`keras.optimizers`](https://keras.io/api/optimizers/). They see slices of parameters and gradients, and
//! nothing of layers.

mod sgd;

use bytemuck::Zeroable;

pub use self::sgd::Sgd;
use crate::model::Model;

/// A rule that turns gradients into new parameters.
pub trait Optimizer {
    /// What it remembers from step to step: models of the same type, such as `[M; 2]` for Adam's two moments.
    type Slots<M: Model>: Zeroable + Copy + Send + Sync;

    /// One step. `gradient` may be changed (clipping).
    ///
    /// A parameter that would become infinite or NaN stays as it is, and the answer is `false`.
    #[must_use]
    fn step<M: Model>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool;
}
