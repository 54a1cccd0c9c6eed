//! Metrics, [`keras.metrics`](https://keras.io/api/metrics/).
//!
//! [`MeanSquaredError`], [`MeanAbsoluteError`], [`MeanAbsolutePercentageError`], [`MeanSquaredLogarithmicError`], [`LogCosh`],
//! [`CosineSimilarity`], [`KlDivergence`], [`Poisson`], the hinges and the cross-entropies are the losses of these names: one type
//! is both. [`MetricsFor`] has the table of heads and metrics.
//!
//! A metric gathers in memory of fixed size, row by row, and allocates nothing, without `std` too.

pub mod accuracy;
mod auc;
mod binary_accuracy;
mod categorical_accuracy;
mod confusion_counts;
mod f_beta_score;
mod losses;
mod mean;
mod mean_absolute_error;
mod mean_iou;
mod mean_squared_error;
pub(crate) mod names;
mod pairing;
mod pearson_correlation;
mod precision_and_recall;
mod r2_score;
mod root_mean_squared_error;
mod several;
mod thresholds;
mod top_k_categorical_accuracy;
mod unpaired;

pub use self::accuracy::Accuracy;
pub use self::auc::{Auc, AucLabels, Curve, MultiLabel, OneLabel, SummationMethod};
pub use self::binary_accuracy::BinaryAccuracy;
pub use self::categorical_accuracy::{CategoricalAccuracy, SparseCategoricalAccuracy};
pub use self::confusion_counts::{FalseNegatives, FalsePositives, TrueNegatives, TruePositives};
pub use self::f_beta_score::{Average, ClassCounts, F1Score, FBetaScore};
pub use self::mean::Mean;
pub use self::mean_iou::{MeanIou, Overlaps};
pub use self::pairing::{MetricsFor, MetricsForOutput};
pub use self::pearson_correlation::PearsonCorrelation;
pub use self::precision_and_recall::{Precision, Recall};
pub use self::r2_score::{ClassAggregation, R2Score, Residuals};
pub use self::root_mean_squared_error::RootMeanSquaredError;
pub use self::several::Weighted;
pub use self::thresholds::Sums;
pub use self::top_k_categorical_accuracy::{SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;
#[doc(no_inline)]
pub use crate::losses::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, BinaryFocalCrossentropy, BinaryFocalCrossentropyFromLogits,
    CategoricalCrossentropy, CategoricalCrossentropyFromLogits, CategoricalFocalCrossentropy,
    CategoricalFocalCrossentropyFromLogits, CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh,
    MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Poisson,
    SparseCategoricalCrossentropy, SparseCategoricalCrossentropyFromLogits, SquaredHinge,
};

/// A number that says how good a model is, gathered row by row; or several of them, as a tuple.
///
/// A row is one sample's output; where outputs have more than one axis, it is one run along the last. The metric holds
/// its settings, and what it gathers lies in a [`Metric::State`] of its own.
pub trait Metric: Copy + Send + Sync {
    /// What it gathers.
    type State: Copy + Default;

    /// Whether the settings make sense; training asks before it changes anything.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), InvalidSetting> {
        Ok(())
    }

    /// Takes in one row of outputs with its truth and weight.
    fn update<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64);

    /// Takes in one row of a training with sample or class weights, which count only for [`Weighted`] metrics.
    fn observe<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        let _ = weight;
        self.update(state, output, truth, 1.0);
    }

    /// Gives each number with its name in histories, as many before the first row as later. A mean of nothing is NaN, a share of nothing
    /// 0, as in Keras.
    fn results(&self, state: &Self::State, each: &mut impl FnMut(&'static str, f64));
}
