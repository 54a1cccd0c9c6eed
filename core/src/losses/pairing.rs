//! Which loss fits which head: one table, from which the traits, their implementations and the compiler's words come.
//!
//! `compile` asks a model's head for [`Paired`]. Heads of one kind answer through a trait of their own, so that the
//! compiler explains a misfit in that head's words. What `compile` returns is named through that trait too: a loss that
//! does not fit leaves no type behind for a second error to be about.

use super::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, CategoricalCrossentropy, CategoricalCrossentropyFromLogits,
    Huber, Loss, MeanAbsoluteError, MeanSquaredError, SparseCategoricalCrossentropy,
    SparseCategoricalCrossentropyFromLogits, Unpaired,
};
use crate::activations::{
    Elu, Exponential, Gelu, HardSigmoid, LeakyRelu, Linear, Mixed, Relu, Selu, Sigmoid, Silu, Softmax, Softplus, Tanh,
};

/// Implemented by a head for each loss that fits it, and for everything in [`Unpaired`].
pub trait Paired<L> {
    /// The loss itself.
    type Loss: Loss;
    /// Takes the loss over.
    fn loss(loss: L) -> Self::Loss;
}

macro_rules! table {
    ($(
        $(#[$attribute:meta])*
        $fits:ident: heads [$($head:ident<$($size:ident: $type:ty),+>),+], losses [$($loss:ty),*];
    )*) => {$(
        $(#[$attribute])*
        pub trait $fits<H> {
            /// The loss itself.
            type Loss: Loss;
            /// The loss itself.
            fn loss(self) -> Self::Loss;
        }

        $(
            impl<$(const $size: $type,)+ L> Paired<L> for $head<$($size),+>
            where
                L: $fits<Self>,
            {
                type Loss = L::Loss;
                fn loss(loss: L) -> L::Loss {
                    loss.loss()
                }
            }
        )+

        $(
            #[diagnostic::do_not_recommend]
            impl<H> $fits<H> for $loss {
                type Loss = Self;
                fn loss(self) -> Self {
                    self
                }
            }
        )*

        #[diagnostic::do_not_recommend]
        impl<L: Loss, H> $fits<H> for Unpaired<L> {
            type Loss = Self;
            fn loss(self) -> Self {
                self
            }
        }
    )*};
}

table! {
    /// Losses for a model that ends without an activation.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends without an activation (`{H}`)",
        label = "not made for outputs that may be any number",
        note = "losses that fit: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, and each cross-entropy with `.from_logits()`",
        note = "`BinaryCrossentropy` itself wants `Sigmoid` at the end; `CategoricalCrossentropy` and `SparseCategoricalCrossentropy` want `Softmax`",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsLinear:
        heads [Linear<UNITS: usize>],
        losses [
            MeanSquaredError,
            MeanAbsoluteError,
            Huber,
            BinaryCrossentropyFromLogits,
            CategoricalCrossentropyFromLogits,
            SparseCategoricalCrossentropyFromLogits
        ];

    /// Losses for a model that ends in `Sigmoid`.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for a probability in each output",
        note = "the loss that fits: `BinaryCrossentropy`",
        note = "`MeanSquaredError`, `MeanAbsoluteError`, `Huber` and the `.from_logits()` losses want a model that ends without an activation; `CategoricalCrossentropy` and `SparseCategoricalCrossentropy` want `Softmax`",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsSigmoid: heads [Sigmoid<UNITS: usize>], losses [BinaryCrossentropy];

    /// Losses for a model that ends in `Softmax`.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for one distribution over classes",
        note = "losses that fit: `SparseCategoricalCrossentropy` (targets are classes) and `CategoricalCrossentropy` (targets are one-hot)",
        note = "`BinaryCrossentropy` wants `Sigmoid` at the end; `MeanSquaredError`, `MeanAbsoluteError`, `Huber` and the `.from_logits()` losses want a model that ends without an activation",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsSoftmax: heads [Softmax<UNITS: usize>], losses [CategoricalCrossentropy, SparseCategoricalCrossentropy];

    /// Losses for a model whose outputs are never below 0.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for outputs that are never below 0",
        note = "the losses for such outputs (`Poisson`, `MeanSquaredLogarithmicError`) are not in this version",
        note = "a regression ends without an activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`; yes or no in `Sigmoid`: `BinaryCrossentropy`; classes in `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsPositive: heads [Softplus<UNITS: usize>, Exponential<UNITS: usize>, Relu<UNITS: usize>], losses [];

    /// Losses for a model that ends in `Tanh`.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for outputs between -1 and 1",
        note = "the losses for such outputs (`Hinge`, `SquaredHinge`) are not in this version",
        note = "a regression ends without an activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`; yes or no in `Sigmoid`: `BinaryCrossentropy`; classes in `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsTanh: heads [Tanh<UNITS: usize>], losses [];

    /// Losses for a model with an end that no loss is made for: none.
    #[diagnostic::on_unimplemented(
        message = "the loss `{Self}` does not fit this model, which ends in `{H}`",
        label = "no loss is made for this end",
        note = "a regression ends without an activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`; yes or no in `Sigmoid`: `BinaryCrossentropy`; classes in `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`",
        note = "to mean it all the same: `Unpaired(loss)`"
    )]
    FitsNothing:
        heads [
            Gelu<UNITS: usize>,
            Silu<UNITS: usize>,
            Selu<UNITS: usize>,
            HardSigmoid<UNITS: usize>,
            LeakyRelu<UNITS: usize, SLOPE: u64>,
            Elu<UNITS: usize, ALPHA: u64>,
            Mixed<UNITS: usize>
        ],
        losses [];
}
