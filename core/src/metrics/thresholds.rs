//! Yes and no by thresholds.

use super::top_k_categorical_accuracy::is_in_top_k;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

/// Which outputs of a row are looked at, and above which numbers they are a yes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thresholds<const N: usize> {
    pub(super) values: Option<[f64; N]>,
    pub(super) top_k: Option<usize>,
    pub(super) class_id: Option<usize>,
}

impl Thresholds<1> {
    pub(super) const NEW: Self = Self {
        values: None,
        top_k: None,
        class_id: None,
    };
}

impl<const N: usize> Thresholds<N> {
    pub(super) const fn with<const K: usize>(self, values: [f64; K]) -> Thresholds<K> {
        Thresholds {
            values: Some(values),
            top_k: self.top_k,
            class_id: self.class_id,
        }
    }

    pub(super) fn check(&self, of: &'static str) -> Result<(), InvalidSetting> {
        for &value in self.values.iter().flatten() {
            let fine = (0.0..=1.0).contains(&value);
            InvalidSetting::require(fine, of, "thresholds", value, "lie between 0 and 1")?;
        }
        let fine = self.top_k != Some(0);
        InvalidSetting::require(fine, of, "top_k", 0.0, "be at least 1")
    }

    /// Shows each output that counts, as the number of the threshold, whether it is above, and whether it should be.
    pub(super) fn each<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, mut visit: impl FnMut(usize, bool, bool)) {
        for (i, (y, t)) in truth.along(output).enumerate() {
            if self.class_id.is_some_and(|class| class != i) {
                continue;
            }
            let is_in = self.top_k.is_none_or(|k| is_in_top_k(output, i, k));
            for threshold in 0..N {
                let is_above = match (self.values, self.top_k) {
                    (Some(values), _) => y > T::from_f64(values[threshold]),
                    (None, None) => y > T::from_f64(0.5),
                    // Those among the largest are a yes, whatever they are.
                    (None, Some(_)) => true,
                };
                visit(threshold, is_above && is_in, t != T::ZERO);
            }
        }
    }
}

/// A sum for each threshold, class or label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums<const N: usize>(pub(super) [f64; N]);

impl<const N: usize> Default for Sums<N> {
    fn default() -> Self {
        Self([0.0; N])
    }
}

/// a / b, and 0 where b is 0.
pub(super) fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// The builder methods of [`Thresholds`], which are the field of this name, in a type over their number.
macro_rules! threshold_settings {
    ($metric:ident) => {
        impl $metric {
            /// Of all outputs, with a threshold of ½.
            pub const fn new() -> Self {
                Self {
                    thresholds: Thresholds::NEW,
                }
            }
        }

        impl Default for $metric {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<const N: usize> $metric<N> {
            /// Above which number an output is a yes. Training refuses one outside [0, 1].
            #[must_use]
            pub const fn threshold(self, threshold: f64) -> $metric<1> {
                self.thresholds([threshold])
            }

            /// Several thresholds, each with a number of its own: `NAME_0`, `NAME_1`.
            #[must_use]
            pub const fn thresholds<const K: usize>(self, thresholds: [f64; K]) -> $metric<K> {
                $metric {
                    thresholds: self.thresholds.with(thresholds),
                }
            }
        }
    };
}
pub(super) use threshold_settings;
