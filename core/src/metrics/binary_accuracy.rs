//! How often yes-or-no outputs are right.

use super::{Mean, Metric};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

/// How often `output > threshold` is the truth,
/// [`keras.metrics.BinaryAccuracy`](https://keras.io/api/metrics/accuracy_metrics/).
///
/// With several units, the mean over them. For a model that ends in a sigmoid; over logits say
/// `Unpaired(BinaryAccuracy::new().threshold(0.0))`.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{BinaryAccuracy, Mean, Metric};
///
/// let mut state = Mean::default();
/// BinaryAccuracy::new().update(&mut state, &[0.9, 0.5], Truth::Values(&[1.0, 1.0]), 1.0);
/// assert_eq!(state.result(), 0.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinaryAccuracy {
    threshold: f64,
}

impl BinaryAccuracy {
    /// With a threshold of ½.
    pub const fn new() -> Self {
        Self { threshold: 0.5 }
    }

    /// An output above this is a yes. Training refuses a NaN.
    #[must_use]
    pub const fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }
}

impl Default for BinaryAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for BinaryAccuracy {
    type State = Mean;

    fn check(&self) -> Result<(), InvalidSetting> {
        let fine = self.threshold.is_finite();
        InvalidSetting::require(fine, "BinaryAccuracy", "threshold", self.threshold, "be finite")
    }

    fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
        let threshold = T::from_f64(self.threshold);
        let right = truth
            .along(output)
            .filter(|&(y, t)| t == if y > threshold { T::ONE } else { T::ZERO })
            .count();
        state.add(right as f64 / output.len() as f64, weight);
    }

    fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
        each("binary_accuracy", state.result());
    }
}
