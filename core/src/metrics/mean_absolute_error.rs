//! The mean of absolute differences, as a metric.

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::{Loss, MeanAbsoluteError, Truth};

impl Metric for MeanAbsoluteError {
    type State = Mean;

    fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
        state.add(self.value(output, truth).to_f64(), weight);
    }
    fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
        each(Self::NAME, state.result());
    }
}
