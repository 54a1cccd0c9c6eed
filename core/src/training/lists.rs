//! The losses, metrics, samples and targets of models with several inputs or outputs: tuples, or one that stands by itself.
//!
//! Each list is asked two questions, one after the other: whether there is one for each, whatever it is, and whether each is
//! right. So what is not even a tuple is told of the tuple, and a mistake in one place is told of that place alone.
//!
//! Of samples and targets the second question goes through a trait that has a blanket implementation alone: of the traits for
//! tuples rustc would list those of other lengths. Losses and metrics are named through their own traits, for the same reason.

use crate::Scalar;
use crate::activations::{Head, HeadList};
use crate::losses::{Answers, AnyLoss, AnyTarget, KnownEnd, Loss, LossFor, LossForOutput, Matches, Truth};
use crate::metrics::MetricsForOutput;
use crate::model::Items;
use crate::shape::Array;
use crate::shape::unknown::Unknown;

/// The losses that fit the heads `H` of all outputs: one loss for one output, a tuple for several.
///
/// A bound for code that is generic over models: `(BinaryCrossentropy, MeanSquaredError): LossesFor<M::Heads>`.
pub trait LossesFor<H: HeadList>:
    LossPerOutput<H::Each, OutputHeads = H::Each> + LossList<H::Each, Heads = H::Each, Behind = AnyLoss>
{
}

#[diagnostic::do_not_recommend]
impl<L, H: HeadList> LossesFor<H> for L where
    L: LossPerOutput<H::Each, OutputHeads = H::Each> + LossList<H::Each, Heads = H::Each, Behind = AnyLoss>
{
}

/// One for each output of a model whose outputs end in `H`, whatever it is.
#[diagnostic::on_unimplemented(
    message = "this model takes a loss for each of its outputs, which end in `{H}`, found `{Self}`",
    label = "expected a tuple of losses, in the order of the outputs: first the losses, then the optimiser, then metrics",
    note = "`compile((BinaryCrossentropy::new(), MeanSquaredError::new()), Adam::new(0.001), ())`; `LossFor` has the table of heads and losses"
)]
pub trait LossPerOutput<H> {
    /// The heads: always `H`. Asked for through this trait, so that a list of another length is the only error.
    type OutputHeads;
}

/// Losses that each fit their output, where the outputs end in `H`.
pub trait LossList<H> {
    /// The losses as a tuple.
    type Each;
    /// The heads: always `H`. Metrics are asked about it, so that they are silent behind losses that do not fit.
    type Heads;
    /// Always [`AnyLoss`]: optimisers are asked about it, so that they are silent behind what is no loss.
    type Behind;
    /// The losses as a tuple.
    fn each(self) -> Self::Each;
}

impl<H: Head, L: LossFor<H>> LossList<(H,)> for L {
    type Each = (<L::End as Matches<H, L>>::Loss,);
    type Heads = (<L::End as Matches<H, L>>::Head,);
    type Behind = <L::End as KnownEnd>::Loss;
    fn each(self) -> Self::Each {
        (self.into(),)
    }
}

#[diagnostic::do_not_recommend]
impl<H, L> LossPerOutput<(H,)> for L {
    type OutputHeads = (H,);
}

/// One for each output of a model whose outputs end in `H`, whatever it is; or `()`.
#[diagnostic::on_unimplemented(
    message = "this model takes metrics for each of its outputs, which end in `{H}`, found `{Self}`",
    label = "expected a tuple of metrics, in the order of the outputs, or `()`",
    note = "where an output has no metric it is `()`, where it has several a tuple: `(BinaryAccuracy::new(), ())`; `MetricsFor` has the table of heads and metrics"
)]
pub trait MetricsPerOutput<H> {
    /// The heads: always `H`.
    type OutputHeads;
}

/// Metrics that each fit their output, where the outputs end in `H`: one, a tuple, or `()` for none at all.
pub trait MetricsOf<H> {
    /// The metrics as a tuple.
    type Each: Copy + Send + Sync;
    /// The metrics as a tuple.
    fn each(self) -> Self::Each;
}

impl<H: Head, N: MetricsForOutput<1, H>> MetricsOf<(H,)> for N {
    type Each = (N::Metrics,);
    fn each(self) -> (N::Metrics,) {
        (self.into(),)
    }
}

#[diagnostic::do_not_recommend]
impl<H, N> MetricsPerOutput<(H,)> for N {
    type OutputHeads = (H,);
}

/// One for each output of a model that answers `A`, whatever it is.
#[diagnostic::on_unimplemented(
    message = "this model takes targets for each of its outputs, `{A}`, found `{Self}`",
    label = "expected a tuple of targets, in the order of the outputs",
    note = "targets of several outputs are a tuple, in their order: `fit(…, (&scores, &ratings), …)`"
)]
pub trait TargetsPerOutput<A> {
    /// The arrays: always `A`.
    type Arrays;
}

/// The targets of a training, for the losses `L` and the outputs `A` in numbers of type `T`: anything that holds a run of
/// targets, or a tuple of such.
pub trait TargetsOf<L, A, T>: Sync {
    /// How many targets there are of one output.
    fn count(&self, output: usize) -> usize;
    /// What one output should be.
    fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T>;
}

/// The same, for tuples of each length.
pub trait TargetsTuple<L, A, T>: Sync {
    /// [`TargetsOf::count`]
    fn count(&self, output: usize) -> usize;
    /// [`TargetsOf::truth`]
    fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T>;
}

impl<L, A, T, Y: TargetsTuple<L, A, T>> TargetsOf<L, A, T> for Y {
    fn count(&self, output: usize) -> usize {
        TargetsTuple::count(self, output)
    }
    fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
        TargetsTuple::truth(self, output, sample, buffer)
    }
}

#[diagnostic::do_not_recommend]
impl<A, Y> TargetsPerOutput<(A,)> for Y {
    type Arrays = (A,);
}

impl<L: Loss, T: Scalar, A: Array<T>, C> TargetsTuple<(L,), (A,), T> for C
where
    C: Items<Item: AnyTarget<L::Target, A, Given: Answers<L::Target, A, T>>>,
{
    fn count(&self, _: usize) -> usize {
        self.items().len()
    }
    fn truth<'a>(&'a self, _: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
        match (self.items().get(sample), A::of_mut(buffer)) {
            (Some(target), Some(buffer)) => target.given().truth(buffer),
            _ => Truth::Values(&[]),
        }
    }
}

/// Where a list is not even a tuple, which is an error already, its second question stays open, with more than one answer: so it is
/// no second error.
macro_rules! open {
    ($($list:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<L> LossList<$list> for L {
            type Each = ();
            type Heads = $list;
            type Behind = $list;
            fn each(self) {}
        }

        #[diagnostic::do_not_recommend]
        impl<N> MetricsOf<$list> for N {
            type Each = ();
            fn each(self) {}
        }

        #[diagnostic::do_not_recommend]
        impl<L, T, Y: Sync> TargetsTuple<L, $list, T> for Y {
            fn count(&self, _: usize) -> usize {
                0
            }
            fn truth<'a>(&'a self, _: usize, _: usize, _: &'a mut [T]) -> Truth<'a, T> {
                Truth::Values(&[])
            }
        }
    )+};
}

open!(Unknown, ());

/// A tuple of anything has one for each place of another tuple of its length.
macro_rules! per_place {
    ($($trait:ident $name:ident, ($($a:ident $b:ident),+);)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($a, $b),+> $trait<($($b,)+)> for ($($a,)+) {
            type $name = ($($b,)+);
        }
    )+};
}

macro_rules! several {
    ($(($($a:ident $b:ident $v:ident $i:tt $nth:literal),+))+) => {$(
        per_place! {
            LossPerOutput OutputHeads, ($($a $b),+);
            MetricsPerOutput OutputHeads, ($($a $b),+);
            TargetsPerOutput Arrays, ($($a $b),+);
        }

        #[diagnostic::do_not_recommend]
        impl<$($b),+> MetricsPerOutput<($($b,)+)> for () {
            type OutputHeads = ($($b,)+);
        }

        impl<$($b: Head, $a: LossForOutput<$nth, $b>),+> LossList<($($b,)+)> for ($($a,)+) {
            type Each = ($(<$a as LossForOutput<$nth, $b>>::Loss,)+);
            type Heads = ($(<$a as LossForOutput<$nth, $b>>::Head,)+);
            type Behind = <<A1 as LossForOutput<1, B1>>::End as KnownEnd>::Loss;
            fn each(self) -> Self::Each {
                ($(self.$i.into(),)+)
            }
        }

        impl<$($b: Head, $a: MetricsForOutput<$nth, $b>),+> MetricsOf<($($b,)+)> for ($($a,)+) {
            type Each = ($($a::Metrics,)+);
            fn each(self) -> Self::Each {
                ($(self.$i.into(),)+)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($b: Head),+> MetricsOf<($($b,)+)> for () {
            type Each = ();
            fn each(self) {}
        }

        impl<T: Scalar, $($b: Loss, $v: Array<T>, $a: TargetsTuple<($b,), ($v,), T>),+>
            TargetsTuple<($($b,)+), ($($v,)+), T> for ($($a,)+)
        {
            fn count(&self, output: usize) -> usize {
                match output {
                    $($i => TargetsTuple::<($b,), ($v,), T>::count(&self.$i, 0),)+
                    _ => 0,
                }
            }
            fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
                match output {
                    $($i => TargetsTuple::<($b,), ($v,), T>::truth(&self.$i, 0, sample, buffer),)+
                    _ => Truth::Values(&[]),
                }
            }
        }
    )+};
}

several! {
    (A1 B1 V1 0 1, A2 B2 V2 1 2)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3, A4 B4 V4 3 4)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3, A4 B4 V4 3 4, A5 B5 V5 4 5)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3, A4 B4 V4 3 4, A5 B5 V5 4 5, A6 B6 V6 5 6)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3, A4 B4 V4 3 4, A5 B5 V5 4 5, A6 B6 V6 5 6, A7 B7 V7 6 7)
    (A1 B1 V1 0 1, A2 B2 V2 1 2, A3 B3 V3 2 3, A4 B4 V4 3 4, A5 B5 V5 4 5, A6 B6 V6 5 6, A7 B7 V7 6 7, A8 B8 V8 7 8)
}
