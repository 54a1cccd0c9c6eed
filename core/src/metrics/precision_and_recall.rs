//! How many of those that are a yes should be, and the other way round.

use super::Metric;
use super::names::numbered;
use super::thresholds::{Sums, Thresholds, ratio, threshold_settings};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

macro_rules! shares {
    ($($(#[$doc:meta])* $metric:ident, $name:literal, |$is_above:ident, $is_yes:ident| $of:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $metric<const N: usize = 1> {
            thresholds: Thresholds<N>,
        }

        threshold_settings!($metric);

        impl<const N: usize> $metric<N> {
            /// Of this output alone, counted from 0.
            #[must_use]
            pub const fn class_id(mut self, class: usize) -> Self {
                self.thresholds.class_id = Some(class);
                self
            }

            /// Only the `k` largest outputs of a row are a yes, all of them where no threshold is set. Training refuses 0.
            #[must_use]
            pub const fn top_k(mut self, k: usize) -> Self {
                self.thresholds.top_k = Some(k);
                self
            }
        }

        impl<const N: usize> Metric for $metric<N> {
            // Right ones, and all.
            type State = [Sums<N>; 2];

            fn check(&self) -> Result<(), InvalidSetting> {
                self.thresholds.check(stringify!($metric))
            }

            fn update<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
                let [right, all] = state;
                self.thresholds.each(output, truth, |i, $is_above, $is_yes| {
                    if $is_above && $is_yes {
                        right.0[i] += weight;
                    }
                    if $of {
                        all.0[i] += weight;
                    }
                });
            }

            fn results(&self, [right, all]: &Self::State, each: &mut impl FnMut(&'static str, f64)) {
                for (i, (&right, &all)) in right.0.iter().zip(&all.0).enumerate() {
                    each(numbered($name, i, N), ratio(right, all));
                }
            }
        }
    )+};
}

shares! {
    /// Which part of the outputs that are a yes should be, [`keras.metrics.Precision`](https://keras.io/api/metrics/classification_metrics/);
    /// 0 where none is.
    ///
    /// Classes count as one-hot. An output above the threshold is a yes.
    ///
    /// ```
    /// use layerproof::losses::Truth;
    /// use layerproof::metrics::{Metric, Precision};
    ///
    /// let (metric, mut state) = (Precision::new().threshold(0.7), Default::default());
    /// metric.update(&mut state, &[0.9, 0.8, 0.1], Truth::Values(&[1.0, 0.0, 1.0]), 1.0);
    /// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("precision", 0.5)));
    /// ```
    Precision, "precision", |is_above, is_yes| is_above;
    /// Which part of the outputs that should be a yes is, [`keras.metrics.Recall`](https://keras.io/api/metrics/classification_metrics/);
    /// 0 where none should be.
    ///
    /// Classes count as one-hot. An output above the threshold is a yes.
    ///
    /// ```
    /// use layerproof::losses::Truth;
    /// use layerproof::metrics::{Metric, Recall};
    ///
    /// let (metric, mut state) = (Recall::new().class_id(1), Default::default());
    /// metric.update(&mut state, &[0.2, 0.8], Truth::Class(1), 1.0);
    /// metric.update(&mut state, &[0.6, 0.4], Truth::Class(1), 1.0);
    /// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("recall", 0.5)));
    /// ```
    Recall, "recall", |is_above, is_yes| is_yes;
}
