//! How often the largest output is that of the right class.

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::{Truth, argmax};

/// How often the largest output is the largest target,
/// [`keras.metrics.CategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/). Of equal ones the first counts.
///
/// Also takes classes as integers, as [`SparseCategoricalAccuracy`] also takes one-hot rows: the loss decides on the
/// targets, and only the name in histories differs.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{CategoricalAccuracy, Mean, Metric};
///
/// let mut state = Mean::default();
/// CategoricalAccuracy::new().update(&mut state, &[0.1, 0.7, 0.2], Truth::Values(&[0.0, 1.0, 0.0]), 1.0);
/// assert_eq!(state.result(), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CategoricalAccuracy;

/// How often the largest output is that of the right class,
/// [`keras.metrics.SparseCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/). Of equal ones the first
/// counts.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{Mean, Metric, SparseCategoricalAccuracy};
///
/// let mut state = Mean::default();
/// SparseCategoricalAccuracy::new().update(&mut state, &[0.1, 0.7, 0.2], Truth::Class(1), 1.0);
/// assert_eq!(state.result(), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SparseCategoricalAccuracy;

macro_rules! categorical {
    ($metric:ident, $name:literal) => {
        impl $metric {
            /// The metric; it has no settings.
            pub const fn new() -> Self {
                Self
            }
        }

        impl Metric for $metric {
            type State = Mean;

            fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
                state.add(f64::from(u8::from(truth.class() == Some(argmax(output)))), weight);
            }

            fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
                each($name, state.result());
            }
        }
    };
}

categorical!(CategoricalAccuracy, "categorical_accuracy");
categorical!(SparseCategoricalAccuracy, "sparse_categorical_accuracy");
