//! Which loss fits which head: one table.
//!
//! Each loss names the end that it is made for ([`Paired`]), and `compile` asks whether the model's head is that end
//! ([`Matches`]), so that an error names both. It names what it returns through that trait too, so that a loss that does
//! not fit leaves no type behind for a second error to be about.

use super::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, BinaryFocalCrossentropy, BinaryFocalCrossentropyFromLogits,
    CategoricalCrossentropy, CategoricalCrossentropyFromLogits, CategoricalFocalCrossentropy,
    CategoricalFocalCrossentropyFromLogits, CategoricalHinge, CosineSimilarity, Dice, Hinge, Huber, KlDivergence,
    LogCosh, Loss, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError,
    Poisson, SparseCategoricalCrossentropy, SparseCategoricalCrossentropyFromLogits, SquaredHinge, Tversky, Unpaired,
};
use crate::activations::{Exponential, Head, Linear, Relu, Sigmoid, Softmax, Softplus, Tanh};
use crate::shape::unknown::Unknown;

/// Implemented by each loss that fits the head `H`, and by everything in [`Unpaired`].
///
/// | the model ends | losses |
/// |---|---|
/// | without an activation: `Linear` | [`MeanSquaredError`], [`MeanAbsoluteError`], [`MeanAbsolutePercentageError`], [`Huber`], [`LogCosh`], [`CosineSimilarity`], [`Hinge`], [`SquaredHinge`], [`CategoricalHinge`], and [`FromLogits`](super::FromLogits) of each cross-entropy |
/// | in `Sigmoid` | [`BinaryCrossentropy`], [`BinaryFocalCrossentropy`], [`Dice`], [`Tversky`] |
/// | in `Softmax` | [`SparseCategoricalCrossentropy`], [`CategoricalCrossentropy`], [`CategoricalFocalCrossentropy`], [`KlDivergence`] |
/// | in `Softplus`, `Exponential` or `Relu` | [`Poisson`], [`MeanSquaredLogarithmicError`] |
/// | in `Tanh` | [`Hinge`], [`SquaredHinge`] |
/// | in anything else | none |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no loss for a model that ends in `{H}`",
    label = "this model ends in `{H}`",
    note = "for `Linear`, no last activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, each cross-entropy with `.from_logits()`; for `Sigmoid`: `BinaryCrossentropy`; for `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`",
    note = "the loss stands before the optimiser and metrics; change the last activation or the loss; who means this pair writes `Unpaired(loss)`"
)]
pub trait LossFor<H>: Paired<End: Matches<H, Self, Head = H>> {}

#[diagnostic::do_not_recommend]
impl<L: Paired<End: Matches<H, Self, Head = H>>, H> LossFor<H> for L {}

/// A loss that `compile` takes: one that is made for some end of a model, or any in [`Unpaired`].
///
/// `L` is the loss itself. Each has a second implementation, for `Unknown`: what rustc would say of one that has a single
/// end, it cannot say of one that has two (a call of `from_logits` would be quoted again).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss that `compile` takes",
    label = "expected the loss, as in `compile(MeanSquaredError::new(), Sgd::new(0.1), ())`: first the loss, then the optimiser, then metrics",
    note = "for a model that ends in `Sigmoid`: `BinaryCrossentropy`; in `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`; without a last activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`",
    note = "a loss of your own goes in `Unpaired(loss)`"
)]
pub trait Paired<L = Self>: Loss {
    /// The last activation that the loss is made for.
    type End;
}

/// The end that some loss is made for.
pub trait KnownEnd {
    /// Always [`AnyLoss`]: how an [`Optimizer`](crate::optimizers::Optimizer) is told that there is a loss.
    type Loss;
}

/// Any loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyLoss;

macro_rules! known_ends {
    ($($end:ident)+) => {$(
        impl KnownEnd for $end {
            type Loss = AnyLoss;
        }
    )+};
}

known_ends!(Linear Sigmoid Softmax AnyEnd LinearOrTanh SoftplusExponentialOrRelu);

/// A head is the end that the loss `L` is made for.
#[diagnostic::on_unimplemented(
    message = "the loss `{L}` is made for a model that ends in `{Self}`, but this model ends in `{H}`",
    label = "made for the outputs of `{Self}`, not for those of `{H}`",
    note = "`Linear`, no last activation, gives any number: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, each cross-entropy with `.from_logits()`",
    note = "`Sigmoid` gives each output as a probability: `BinaryCrossentropy`",
    note = "`Softmax` gives probabilities of classes, together 1: `SparseCategoricalCrossentropy` for classes as numbers, `CategoricalCrossentropy` for one-hot targets",
    note = "change the last activation or the loss, of which the docs of `LossFor` have all; who means this pair writes `Unpaired(loss)`"
)]
pub trait Matches<H, L: Loss>: KnownEnd<Loss = AnyLoss> {
    /// The loss itself: always `L`.
    type Loss: Loss<Target = L::Target> + From<L>;
    /// The head: always `H`. Metrics are asked about it, so that they are silent behind a loss that does not fit.
    type Head;
}

/// As [`LossFor`], for one output of several, counted from 1.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no loss for output {OUTPUT} of this model, which ends in `{H}`",
    label = "output {OUTPUT} ends in `{H}`",
    note = "for `Linear`, no last activation: `MeanSquaredError`, `MeanAbsoluteError`, `Huber`, each cross-entropy with `.from_logits()`; for `Sigmoid`: `BinaryCrossentropy`; for `Softmax`: `SparseCategoricalCrossentropy`, `CategoricalCrossentropy`",
    note = "losses stand in the order of the outputs, before the optimiser and metrics; change the last activation or the loss; who means this pair writes `Unpaired(loss)`"
)]
pub trait LossForOutput<const OUTPUT: usize, H>: Sized {
    /// The loss itself: always `Self`.
    type Loss: Loss + From<Self>;
    /// The head: always `H`.
    type Head;
    /// The end that the loss is made for.
    type End: KnownEnd<Loss = AnyLoss>;
}

#[diagnostic::do_not_recommend]
impl<const OUTPUT: usize, H, L: Paired<L, End: Matches<H, L>>> LossForOutput<OUTPUT, H> for L {
    type Loss = <L::End as Matches<H, L>>::Loss;
    type Head = <L::End as Matches<H, L>>::Head;
    type End = L::End;
}

macro_rules! table {
    ($($end:ident ($($head:ident),+): $($loss:ident),+;)+) => {$(
        $(
            #[diagnostic::do_not_recommend]
            impl<L: Loss, const UNITS: usize> Matches<$head<UNITS>, L> for $end {
                type Loss = L;
                type Head = $head<UNITS>;
            }
        )+

        #[diagnostic::do_not_recommend]
        impl<L: Loss> Matches<Unknown, L> for $end {
            type Loss = L;
            type Head = Unknown;
        }
        $(
            #[diagnostic::do_not_recommend]
            impl Paired for $loss {
                type End = $end;
            }

            #[diagnostic::do_not_recommend]
            impl Paired<Unknown> for $loss {
                type End = Unknown;
            }
        )+
    )+};
}

table! {
    Linear (Linear):
        MeanSquaredError,
        MeanAbsoluteError,
        MeanAbsolutePercentageError,
        Huber,
        LogCosh,
        CosineSimilarity,
        CategoricalHinge,
        BinaryCrossentropyFromLogits,
        BinaryFocalCrossentropyFromLogits,
        CategoricalCrossentropyFromLogits,
        CategoricalFocalCrossentropyFromLogits,
        SparseCategoricalCrossentropyFromLogits;
    Sigmoid (Sigmoid): BinaryCrossentropy, BinaryFocalCrossentropy, Dice, Tversky;
    Softmax (Softmax):
        CategoricalCrossentropy,
        CategoricalFocalCrossentropy,
        SparseCategoricalCrossentropy,
        KlDivergence;
    SoftplusExponentialOrRelu (Softplus, Exponential, Relu): Poisson, MeanSquaredLogarithmicError;
    LinearOrTanh (Linear, Tanh): Hinge, SquaredHinge;
}

/// The end that losses of numbers that are not negative are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoftplusExponentialOrRelu;

/// The end that losses by the sign are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinearOrTanh;

/// The end that everything in [`Unpaired`] is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyEnd;

#[diagnostic::do_not_recommend]
impl<L: Loss> Paired for Unpaired<L> {
    type End = AnyEnd;
}

#[diagnostic::do_not_recommend]
impl<L: Loss, H: Head> Matches<H, L> for AnyEnd {
    type Loss = L;
    type Head = H;
}
