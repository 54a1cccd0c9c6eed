//! How often the right class is among the largest outputs.

use super::{Mean, Metric};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

/// Whether output `i` is among the `k` largest; of equal ones those that come first.
pub(super) fn is_in_top_k<T: Scalar>(output: &[T], i: usize, k: usize) -> bool {
    let Some(&value) = output.get(i) else { return false };
    let before = |(j, &other): (usize, &T)| other > value || (other == value && j < i);
    output.iter().enumerate().filter(|&other| before(other)).count() < k
}

macro_rules! top_k {
    ($($(#[$doc:meta])* $metric:ident, $name:literal;)+) => {$(
        $(#[$doc])*
        ///
        /// Takes classes as integers and one-hot rows alike: the loss decides on the targets, and only the name in histories differs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $metric {
            k: usize,
        }

        impl $metric {
            /// Among the five largest.
            pub const fn new() -> Self {
                Self { k: 5 }
            }

            /// Among so many of the largest. Training refuses 0.
            #[must_use]
            pub const fn k(mut self, k: usize) -> Self {
                self.k = k;
                self
            }
        }

        impl Default for $metric {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Metric for $metric {
            type State = Mean;

            fn check(&self) -> Result<(), InvalidSetting> {
                InvalidSetting::require(self.k > 0, stringify!($metric), "k", self.k as f64, "be at least 1")
            }

            fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
                let is_in = truth.class().is_some_and(|class| is_in_top_k(output, class, self.k));
                state.add(f64::from(u8::from(is_in)), weight);
            }

            fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
                each($name, state.result());
            }
        }
    )+};
}

top_k! {
    /// How often the largest target is among the `k` largest outputs,
    /// [`keras.metrics.TopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/).
    ///
    /// ```
    /// use layerproof::losses::Truth;
    /// use layerproof::metrics::{Mean, Metric, TopKCategoricalAccuracy};
    ///
    /// let mut state = Mean::default();
    /// TopKCategoricalAccuracy::new().k(2).update(&mut state, &[0.3, 0.5, 0.2], Truth::Values(&[1.0, 0.0, 0.0]), 1.0);
    /// assert_eq!(state.result(), 1.0);
    /// ```
    TopKCategoricalAccuracy, "top_k_categorical_accuracy";
    /// How often the right class is among the `k` largest outputs,
    /// [`keras.metrics.SparseTopKCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/).
    ///
    /// ```
    /// use layerproof::losses::Truth;
    /// use layerproof::metrics::{Mean, Metric, SparseTopKCategoricalAccuracy};
    ///
    /// let mut state = Mean::default();
    /// SparseTopKCategoricalAccuracy::new().k(2).update(&mut state, &[0.3, 0.5, 0.2], Truth::Class(2), 1.0);
    /// assert_eq!(state.result(), 0.0);
    /// ```
    SparseTopKCategoricalAccuracy, "sparse_top_k_categorical_accuracy";
}
