//! Which metric fits which head: the same as for losses, in one table.

use super::accuracy::{Accuracy, AccuracyKind, Binary, Categorical};
use super::{
    Auc, AucLabels, BinaryAccuracy, CategoricalAccuracy, F1Score, FBetaScore, FalseNegatives, FalsePositives, MeanIou,
    Metric, MultiLabel, PearsonCorrelation, Precision, R2Score, Recall, RootMeanSquaredError,
    SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy, TrueNegatives, TruePositives,
    Weighted,
};
use crate::activations::{Exponential, Head, Linear, Relu, Sigmoid, Softmax, Softplus, Tanh};
use crate::losses::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, BinaryFocalCrossentropy, BinaryFocalCrossentropyFromLogits,
    CategoricalCrossentropy, CategoricalCrossentropyFromLogits, CategoricalFocalCrossentropy,
    CategoricalFocalCrossentropyFromLogits, CategoricalHinge, CosineSimilarity, FromLogits, Hinge, KlDivergence,
    LogCosh, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Poisson,
    SparseCategoricalCrossentropy, SparseCategoricalCrossentropyFromLogits, SquaredHinge, Unpaired,
};
use crate::shape::unknown::Unknown;

/// Implemented by the metrics that fit the head `H`: one, `()`, or a tuple of up to eight; and by everything in
/// [`Unpaired`].
///
/// | the model ends | metrics |
/// |---|---|
/// | without an activation: `Linear` | [`Accuracy`], [`CategoricalAccuracy`], [`SparseCategoricalAccuracy`], [`TopKCategoricalAccuracy`], [`SparseTopKCategoricalAccuracy`], [`R2Score`], [`MeanIou`], [`FromLogits`] of each cross-entropy and of [`Auc`] |
/// | in `Sigmoid` | [`Accuracy`], [`BinaryAccuracy`], [`Precision`], [`Recall`], [`F1Score`], [`FBetaScore`], [`Auc`], [`TruePositives`], [`TrueNegatives`], [`FalsePositives`], [`FalseNegatives`], [`BinaryCrossentropy`], [`BinaryFocalCrossentropy`], [`R2Score`] |
/// | in `Softmax` | [`Accuracy`], [`CategoricalAccuracy`], [`SparseCategoricalAccuracy`], [`TopKCategoricalAccuracy`], [`SparseTopKCategoricalAccuracy`], [`Precision`], [`Recall`], [`F1Score`], [`FBetaScore`], [`Auc`], the four counts, [`MeanIou`], [`SparseCategoricalCrossentropy`], [`CategoricalCrossentropy`], [`CategoricalFocalCrossentropy`] |
/// | in `Softplus`, `Exponential`, `Relu` or `Tanh` | [`R2Score`] |
/// | in anything | [`MeanSquaredError`], [`MeanAbsoluteError`], [`MeanAbsolutePercentageError`], [`MeanSquaredLogarithmicError`], [`LogCosh`], [`CosineSimilarity`], [`KlDivergence`], [`Poisson`], [`Hinge`], [`SquaredHinge`], [`CategoricalHinge`], [`RootMeanSquaredError`], [`PearsonCorrelation`]; classes count as one-hot |
#[diagnostic::on_unimplemented(
    message = "the metric `{Self}` does not fit this model, which ends in `{H}`",
    label = "not made for the outputs of `{H}`",
    note = "`Accuracy` is that of the end: yes or no for `Sigmoid`, the largest output for `Softmax`, or `Linear` with logits; so are `BinaryAccuracy` and `SparseCategoricalAccuracy`, and `Precision`, `Recall`, `F1Score`, `Auc` are for probabilities",
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
    note = "`Accuracy` is that of the end: yes or no for `Sigmoid`, the largest output for `Softmax`, or `Linear` with logits; so are `BinaryAccuracy` and `SparseCategoricalAccuracy`, and `Precision`, `Recall`, `F1Score`, `Auc` are for probabilities",
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
    ($($head:ident: $([$($generics:tt)*] $metric:ty),+;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl<const UNITS: usize, $($generics)*> MetricsFor<$head<UNITS>> for $metric {
            type Metrics = Self;
        }
    )+)+};
}

table! {
    Linear:
        [] Accuracy<Categorical>,
        [] CategoricalAccuracy,
        [] SparseCategoricalAccuracy,
        [] TopKCategoricalAccuracy,
        [] SparseTopKCategoricalAccuracy,
        [] BinaryCrossentropyFromLogits,
        [] BinaryFocalCrossentropyFromLogits,
        [] CategoricalCrossentropyFromLogits,
        [] CategoricalFocalCrossentropyFromLogits,
        [] SparseCategoricalCrossentropyFromLogits,
        [const T: usize] FromLogits<Auc<T>>,
        [const T: usize] FromLogits<Auc<T, MultiLabel<UNITS>>>,
        [] MeanIou<UNITS>,
        [] R2Score<UNITS>;
    Sigmoid:
        [] Accuracy<Binary>,
        [] BinaryAccuracy,
        [] BinaryCrossentropy,
        [] BinaryFocalCrossentropy,
        [const N: usize] TruePositives<N>,
        [const N: usize] TrueNegatives<N>,
        [const N: usize] FalsePositives<N>,
        [const N: usize] FalseNegatives<N>,
        [const N: usize] Precision<N>,
        [const N: usize] Recall<N>,
        [] F1Score<UNITS>,
        [] FBetaScore<UNITS>,
        [const T: usize] Auc<T>,
        [const T: usize] Auc<T, MultiLabel<UNITS>>,
        [] R2Score<UNITS>;
    Softmax:
        [] Accuracy<Categorical>,
        [] CategoricalAccuracy,
        [] SparseCategoricalAccuracy,
        [] TopKCategoricalAccuracy,
        [] SparseTopKCategoricalAccuracy,
        [] CategoricalCrossentropy,
        [] CategoricalFocalCrossentropy,
        [] SparseCategoricalCrossentropy,
        [const N: usize] TruePositives<N>,
        [const N: usize] TrueNegatives<N>,
        [const N: usize] FalsePositives<N>,
        [const N: usize] FalseNegatives<N>,
        [const N: usize] Precision<N>,
        [const N: usize] Recall<N>,
        [] F1Score<UNITS>,
        [] FBetaScore<UNITS>,
        [const T: usize] Auc<T>,
        [const T: usize] Auc<T, MultiLabel<UNITS>>,
        [] MeanIou<UNITS>;
    Softplus: [] R2Score<UNITS>;
    Exponential: [] R2Score<UNITS>;
    Relu: [] R2Score<UNITS>;
    Tanh: [] R2Score<UNITS>;
}

macro_rules! also_for_unknown {
    ($([$($generics:tt)*] $metric:ty,)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> MetricsFor<Unknown> for $metric {
            type Metrics = Self;
        }
    )+};
}

// Also keeps rustc from showing the source of the only other implementation.
also_for_unknown! {
    [K: AccuracyKind] Accuracy<K>,
    [] BinaryAccuracy,
    [] CategoricalAccuracy,
    [] SparseCategoricalAccuracy,
    [] TopKCategoricalAccuracy,
    [] SparseTopKCategoricalAccuracy,
    [] BinaryCrossentropy,
    [] BinaryCrossentropyFromLogits,
    [] BinaryFocalCrossentropy,
    [] BinaryFocalCrossentropyFromLogits,
    [] CategoricalCrossentropy,
    [] CategoricalCrossentropyFromLogits,
    [] CategoricalFocalCrossentropy,
    [] CategoricalFocalCrossentropyFromLogits,
    [] SparseCategoricalCrossentropy,
    [] SparseCategoricalCrossentropyFromLogits,
    [const N: usize] TruePositives<N>,
    [const N: usize] TrueNegatives<N>,
    [const N: usize] FalsePositives<N>,
    [const N: usize] FalseNegatives<N>,
    [const N: usize] Precision<N>,
    [const N: usize] Recall<N>,
    [const C: usize] F1Score<C>,
    [const C: usize] FBetaScore<C>,
    [const T: usize, L: AucLabels] Auc<T, L>,
    [const T: usize, L: AucLabels] FromLogits<Auc<T, L>>,
    [const C: usize] MeanIou<C>,
    [const N: usize] R2Score<N>,
}

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
    CategoricalHinge,
    RootMeanSquaredError,
    PearsonCorrelation
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
