//! How many outputs are rightly or wrongly a yes or a no.

use super::Metric;
use super::names::numbered;
use super::thresholds::{Sums, Thresholds, threshold_settings};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

macro_rules! counts {
    ($($(#[$doc:meta])* $metric:ident, $name:literal, $is_above:literal, $is_yes:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $metric<const N: usize = 1> {
            thresholds: Thresholds<N>,
        }

        threshold_settings!($metric);

        impl<const N: usize> Metric for $metric<N> {
            type State = Sums<N>;

            fn check(&self) -> Result<(), InvalidSetting> {
                self.thresholds.check(stringify!($metric))
            }

            fn update<T: Scalar>(&self, state: &mut Sums<N>, output: &[T], truth: Truth<'_, T>, weight: f64) {
                self.thresholds.each(output, truth, |i, is_above, is_yes| {
                    if is_above == $is_above && is_yes == $is_yes {
                        state.0[i] += weight;
                    }
                });
            }

            fn results(&self, state: &Sums<N>, each: &mut impl FnMut(&'static str, f64)) {
                for (i, &sum) in state.0.iter().enumerate() {
                    each(numbered($name, i, N), sum);
                }
            }
        }
    )+};
}

counts! {
    /// How many outputs are a yes and should be,
    /// [`keras.metrics.TruePositives`](https://keras.io/api/metrics/classification_metrics/); the sum of their weights.
    ///
    /// ```
    /// use layerproof::losses::Truth;
    /// use layerproof::metrics::{Metric, TruePositives};
    ///
    /// let (metric, mut state) = (TruePositives::new(), Default::default());
    /// metric.update(&mut state, &[0.9, 0.8, 0.1], Truth::Values(&[1.0, 0.0, 1.0]), 1.0);
    /// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("true_positives", 1.0)));
    /// ```
    TruePositives, "true_positives", true, true;
    /// How many outputs are a no and should be,
    /// [`keras.metrics.TrueNegatives`](https://keras.io/api/metrics/classification_metrics/); the sum of their weights.
    TrueNegatives, "true_negatives", false, false;
    /// How many outputs are a yes and should not be,
    /// [`keras.metrics.FalsePositives`](https://keras.io/api/metrics/classification_metrics/); the sum of their weights.
    FalsePositives, "false_positives", true, false;
    /// How many outputs are a no and should not be,
    /// [`keras.metrics.FalseNegatives`](https://keras.io/api/metrics/classification_metrics/); the sum of their weights.
    FalseNegatives, "false_negatives", false, true;
}
