//! Which loss fits which head.
//!
//! `compile` asks a model's head for [`Paired`]. Each head answers through a trait of its own, so that the compiler
//! explains a misfit in that head's words, and answers with the kind of the targets, so that a misfit leaves nothing
//! behind for a second error to be about.

use super::{Loss, MeanSquaredError, Unpaired};
use crate::activations::{Linear, Sigmoid};

/// Implemented by a head for each loss that fits it.
pub trait Paired<L> {
    /// The kind of the loss's targets: [`Values`](super::Values) or [`Classes`](super::Classes).
    type Target: 'static;
}

/// Losses for a model that ends without an activation.
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` does not fit this model, which ends without an activation (`{H}`)",
    label = "does not fit `{H}`",
    note = "losses that fit: MeanSquaredError, MeanAbsoluteError, Huber and the `from_logits()` forms of the cross-entropies",
    note = "or `Unpaired(loss)`, to mean it all the same"
)]
pub trait FitsLinear<H>: Loss {}

/// Losses for a model that ends in `Sigmoid`.
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
    label = "does not fit `{H}`",
    note = "losses that fit: BinaryCrossentropy",
    note = "or `Unpaired(loss)`, to mean it all the same"
)]
pub trait FitsSigmoid<H>: Loss {}

impl<const N: usize, L: FitsLinear<Self>> Paired<L> for Linear<N> {
    type Target = L::Target;
}

impl<const N: usize, L: FitsSigmoid<Self>> Paired<L> for Sigmoid<N> {
    type Target = L::Target;
}

impl<H> FitsLinear<H> for MeanSquaredError {}
impl<L: Loss, H> FitsLinear<H> for Unpaired<L> {}
impl<L: Loss, H> FitsSigmoid<H> for Unpaired<L> {}
