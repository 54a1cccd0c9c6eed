//! Which metric fits which head: the same as for losses, in one table.

use super::{
    BinaryAccuracy, CategoricalAccuracy, MeanAbsoluteError, MeanSquaredError, Metric, SparseCategoricalAccuracy,
    Weighted,
};
use crate::activations::{
    Elu, Exponential, Gelu, HardSigmoid, LeakyRelu, Linear, Mixed, Relu, Selu, Sigmoid, Silu, Softmax, Softplus, Tanh,
};
use crate::losses::Unpaired;

/// Implemented by a head for the metrics that fit it: one, `()`, or a tuple of up to eight.
pub trait MetricsFor<N> {
    /// The metrics themselves.
    type Metrics: Metric;
    /// Takes the metrics over.
    fn metrics(metrics: N) -> Self::Metrics;
}

macro_rules! tuples {
    ($measures:ident: $([$($metric:ident $i:tt),*])*) => {$(
        impl<$($metric: $measures<H>,)* H> $measures<H> for ($($metric,)*) {
            type Metrics = ($($metric::Metrics,)*);
            #[allow(clippy::unused_unit)]
            fn metrics(self) -> Self::Metrics {
                ($(self.$i.metrics(),)*)
            }
        }
    )*};
}

macro_rules! table {
    ($(
        $(#[$attribute:meta])*
        $measures:ident: heads [$($head:ident<$($size:ident: $type:ty),+>),+], metrics [$($metric:ty),*];
    )*) => {$(
        $(#[$attribute])*
        pub trait $measures<H> {
            /// The metrics themselves.
            type Metrics: Metric;
            /// The metrics themselves.
            fn metrics(self) -> Self::Metrics;
        }

        $(
            impl<$(const $size: $type,)+ N> MetricsFor<N> for $head<$($size),+>
            where
                N: $measures<Self>,
            {
                type Metrics = N::Metrics;
                fn metrics(metrics: N) -> N::Metrics {
                    metrics.metrics()
                }
            }
        )+

        $(
            #[diagnostic::do_not_recommend]
            impl<H> $measures<H> for $metric {
                type Metrics = Self;
                fn metrics(self) -> Self {
                    self
                }
            }
        )*

        #[diagnostic::do_not_recommend]
        impl<N: Metric, H> $measures<H> for Unpaired<N> {
            type Metrics = Self;
            fn metrics(self) -> Self {
                self
            }
        }

        impl<N: $measures<H>, H> $measures<H> for Weighted<N> {
            type Metrics = Weighted<N::Metrics>;
            fn metrics(self) -> Self::Metrics {
                Weighted(self.0.metrics())
            }
        }

        tuples!($measures:
            []
            [A 0]
            [A 0, B 1]
            [A 0, B 1, C 2]
            [A 0, B 1, C 2, D 3]
            [A 0, B 1, C 2, D 3, E 4]
            [A 0, B 1, C 2, D 3, E 4, F 5]
            [A 0, B 1, C 2, D 3, E 4, F 5, G 6]
            [A 0, B 1, C 2, D 3, E 4, F 5, G 6, I 7]
        );
    )*};
}

table! {
    /// Metrics for a model that ends without an activation.
    #[diagnostic::on_unimplemented(
        message = "the metric `{Self}` does not fit this model, which ends without an activation (`{H}`)",
        label = "not made for outputs that may be any number",
        note = "metrics that fit: `MeanSquaredError`, `MeanAbsoluteError`; with a loss from logits also `CategoricalAccuracy`, `SparseCategoricalAccuracy`, and `Unpaired(BinaryAccuracy::new().threshold(0.0))`",
        note = "`()` stands for no metrics, a tuple for several"
    )]
    MeasuresLinear:
        heads [Linear<UNITS: usize>],
        metrics [MeanSquaredError, MeanAbsoluteError, CategoricalAccuracy, SparseCategoricalAccuracy];

    /// Metrics for a model that ends in `Sigmoid`.
    #[diagnostic::on_unimplemented(
        message = "the metric `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for a probability in each output",
        note = "metrics that fit: `BinaryAccuracy`, `MeanSquaredError`, `MeanAbsoluteError`",
        note = "`()` stands for no metrics, a tuple for several; `Unpaired(metric)` to mean it all the same"
    )]
    MeasuresSigmoid: heads [Sigmoid<UNITS: usize>], metrics [BinaryAccuracy, MeanSquaredError, MeanAbsoluteError];

    /// Metrics for a model that ends in `Softmax`.
    #[diagnostic::on_unimplemented(
        message = "the metric `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for one distribution over classes",
        note = "metrics that fit: `SparseCategoricalAccuracy`, `CategoricalAccuracy`, `MeanSquaredError`, `MeanAbsoluteError`",
        note = "`()` stands for no metrics, a tuple for several; `Unpaired(metric)` to mean it all the same"
    )]
    MeasuresSoftmax:
        heads [Softmax<UNITS: usize>],
        metrics [CategoricalAccuracy, SparseCategoricalAccuracy, MeanSquaredError, MeanAbsoluteError];

    /// Metrics for a model with any other end.
    #[diagnostic::on_unimplemented(
        message = "the metric `{Self}` does not fit this model, which ends in `{H}`",
        label = "not made for `{H}`",
        note = "metrics that fit: `MeanSquaredError`, `MeanAbsoluteError`",
        note = "`()` stands for no metrics, a tuple for several; `Unpaired(metric)` to mean it all the same"
    )]
    MeasuresOther:
        heads [
            Softplus<UNITS: usize>,
            Exponential<UNITS: usize>,
            Relu<UNITS: usize>,
            Tanh<UNITS: usize>,
            Gelu<UNITS: usize>,
            Silu<UNITS: usize>,
            Selu<UNITS: usize>,
            HardSigmoid<UNITS: usize>,
            LeakyRelu<UNITS: usize, SLOPE: u64>,
            Elu<UNITS: usize, ALPHA: u64>,
            Mixed<UNITS: usize>
        ],
        metrics [MeanSquaredError, MeanAbsoluteError];
}
