//! Metrics, [`keras.metrics`](https://keras.io/api/metrics/).
//!
//! [`MeanSquaredError`], [`MeanAbsoluteError`], [`MeanAbsolutePercentageError`], [`MeanSquaredLogarithmicError`], [`LogCosh`],
//! [`CosineSimilarity`], [`KlDivergence`], [`Poisson`], [`Hinge`], [`SquaredHinge`] and [`CategoricalHinge`] are the losses of these
//! names: one type is both.

mod binary_accuracy;
mod categorical_accuracy;
mod losses;
mod mean;
mod mean_absolute_error;
mod mean_squared_error;
mod pairing;
mod several;
mod unpaired;

pub use self::binary_accuracy::BinaryAccuracy;
pub use self::categorical_accuracy::{CategoricalAccuracy, SparseCategoricalAccuracy};
pub use self::mean::Mean;
pub use self::pairing::{MetricsFor, MetricsForOutput};
pub use self::several::Weighted;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;
#[doc(no_inline)]
pub use crate::losses::{
    CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh, MeanAbsoluteError, MeanAbsolutePercentageError,
    MeanSquaredError, MeanSquaredLogarithmicError, Poisson, SquaredHinge,
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

    /// Gives each number with its name in histories; NaN before the first row.
    fn results(&self, state: &Self::State, each: &mut impl FnMut(&'static str, f64));
}
