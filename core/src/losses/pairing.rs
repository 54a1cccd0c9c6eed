//! Which loss fits which head: one table.
//!
//! `compile` asks for a [`LossFor`] the model's head. It names what it returns through that trait too, so that a loss that
//! does not fit leaves no type behind for a second error to be about.

use super::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, CategoricalCrossentropy, CategoricalCrossentropyFromLogits,
    Huber, Loss, MeanAbsoluteError, MeanSquaredError, SparseCategoricalCrossentropy,
    SparseCategoricalCrossentropyFromLogits, Unpaired,
};
use crate::activations::{Head, Linear, Sigmoid, Softmax};
use crate::nobody::Nobody;

/// Implemented by each loss that fits the head `H`, and by everything in [`Unpaired`].
///
/// | the model ends | losses |
/// |---|---|
/// | without an activation: `Linear` | [`MeanSquaredError`], [`MeanAbsoluteError`], [`Huber`], and [`FromLogits`](super::FromLogits) of each cross-entropy |
/// | in `Sigmoid` | [`BinaryCrossentropy`] |
/// | in `Softmax` | [`SparseCategoricalCrossentropy`], [`CategoricalCrossentropy`] |
/// | in anything else | none of this version |
#[diagnostic::on_unimplemented(
    message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
    label = "not made for the outputs of `{H}`",
    note = "no last activation (`Linear`, outputs are any numbers): `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, each cross-entropy with `.from_logits()`",
    note = "`Sigmoid` (each output is a probability): `BinaryCrossentropy`",
    note = "`Softmax` (the outputs are one distribution): `SparseCategoricalCrossentropy` for classes, `CategoricalCrossentropy` for one-hot targets",
    note = "no loss of this version is made for another end; `Unpaired(loss)` puts any loss behind any end"
)]
pub trait LossFor<H>: Loss {
    /// The loss itself: always `Self`.
    type Loss: Loss<Target = Self::Target> + From<Self>;
}

macro_rules! table {
    ($($head:ident: $($loss:ident),+;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl<const UNITS: usize> LossFor<$head<UNITS>> for $loss {
            type Loss = Self;
        }

        #[diagnostic::do_not_recommend]
        impl LossFor<Nobody> for $loss {
            type Loss = Self;
        }
    )+)+};
}

table! {
    Linear:
        MeanSquaredError,
        MeanAbsoluteError,
        Huber,
        BinaryCrossentropyFromLogits,
        CategoricalCrossentropyFromLogits,
        SparseCategoricalCrossentropyFromLogits;
    Sigmoid: BinaryCrossentropy;
    Softmax: CategoricalCrossentropy, SparseCategoricalCrossentropy;
}

#[diagnostic::do_not_recommend]
impl<L: Loss, H: Head> LossFor<H> for Unpaired<L> {
    type Loss = Self;
}
