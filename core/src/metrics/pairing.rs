//! Which metric fits which head: the same as for losses, in one table.

use super::{
    BinaryAccuracy, CategoricalAccuracy, CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh,
    MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Metric, Poisson,
    SparseCategoricalAccuracy, SquaredHinge, Weighted,
};
use crate::activations::{Head, Linear, Sigmoid, Softmax};
use crate::losses::Unpaired;
use crate::shape::unknown::Unknown;

/// Implemented by the metrics that fit the head `H`: one, `()`, or a tuple of up to eight; and by everything in
/// [`Unpaired`].
///
/// | the model ends | metrics |
/// |---|---|
/// | without an activation: `Linear` | [`CategoricalAccuracy`], [`SparseCategoricalAccuracy`] |
/// | in `Sigmoid` | [`BinaryAccuracy`] |
/// | in `Softmax` | [`CategoricalAccuracy`], [`SparseCategoricalAccuracy`] |
/// | in anything | [`MeanSquaredError`], [`MeanAbsoluteError`], [`MeanAbsolutePercentageError`], [`MeanSquaredLogarithmicError`], [`LogCosh`], [`CosineSimilarity`], [`KlDivergence`], [`Poisson`], [`Hinge`], [`SquaredHinge`], [`CategoricalHinge`]; classes count as one-hot |
#[diagnostic::on_unimplemented(
    message = "the metric `{Self}` does not fit this model, which ends in `{H}`",
    label = "not made for the outputs of `{H}`",
    note = "`BinaryAccuracy` counts outputs above a half as yes: for `Sigmoid`; `SparseCategoricalAccuracy` and `CategoricalAccuracy` take the largest output: for `Softmax`, or `Linear` with logits",
    note = "for any end: `MeanSquaredError`, `MeanAbsoluteError`, `()` for no metrics, a tuple of metrics that each fit, `Unpaired(metric)` to mean it all the same"
)]
pub trait MetricsFor<H>: Metric {
    /// The metrics themselves: always `Self`.
    type Metrics: Metric + From<Self>;
}

/// As [`MetricsFor`], for one output of several, counted from 1.
#[diagnostic::on_unimplemented(
    message = "the metric `{Self}` does not fit output {OUTPUT}, which ends in `{H}`",
    label = "not made for the outputs of `{H}`",
    note = "`BinaryAccuracy` counts outputs above a half as yes: for `Sigmoid`; `SparseCategoricalAccuracy` and `CategoricalAccuracy` take the largest output: for `Softmax`, or `Linear` with logits",
    note = "for any end: `MeanSquaredError`, `MeanAbsoluteError`, `()` for no metrics, a tuple of metrics that each fit, `Unpaired(metric)` to mean it all the same"
)]
pub trait MetricsForOutput<const OUTPUT: usize, H>: Metric {
    /// The metrics themselves: always `Self`.
    type Metrics: Metric + From<Self>;
}

#[diagnostic::do_not_recommend]
impl<const OUTPUT: usize, H, N: MetricsFor<H>> MetricsForOutput<OUTPUT, H> for N {
    type Metrics = N::Metrics;
}

macro_rules! table {
    ($($head:ident: $($metric:ident),+;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl<const UNITS: usize> MetricsFor<$head<UNITS>> for $metric {
            type Metrics = Self;
        }
    )+)+};
}

table! {
    Linear: CategoricalAccuracy, SparseCategoricalAccuracy;
    Sigmoid: BinaryAccuracy;
    Softmax: CategoricalAccuracy, SparseCategoricalAccuracy;
}

macro_rules! also_for_unknown {
    ($($metric:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl MetricsFor<Unknown> for $metric {
            type Metrics = Self;
        }
    )+};
}

// Also keeps rustc from showing the source of the only other implementation.
also_for_unknown!(BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy);

macro_rules! for_any_head {
    ($($metric:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<H: Head> MetricsFor<H> for $metric {
            type Metrics = Self;
        }
    )+};
}

for_any_head!(
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    LogCosh,
    CosineSimilarity,
    KlDivergence,
    Poisson,
    Hinge,
    SquaredHinge,
    CategoricalHinge
);

#[diagnostic::do_not_recommend]
impl<H: Head> MetricsFor<H> for () {
    type Metrics = Self;
}

#[diagnostic::do_not_recommend]
impl<N: Metric, H: Head> MetricsFor<H> for Unpaired<N> {
    type Metrics = Self;
}

#[diagnostic::do_not_recommend]
impl<N: MetricsFor<H>, H> MetricsFor<H> for Weighted<N> {
    type Metrics = Self;
}

macro_rules! tuples {
    ($(($($metric:ident),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($metric: MetricsFor<Head>,)+ Head> MetricsFor<Head> for ($($metric,)+) {
            type Metrics = Self;
        }
    )+};
}

tuples! {
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, I)
}
