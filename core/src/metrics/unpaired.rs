//! A metric behind a head that it is not made for.

use super::Metric;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::{Truth, Unpaired};

impl<N: Metric> Metric for Unpaired<N> {
    type State = N::State;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }
    fn update<T: Scalar>(&self, state: &mut N::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        self.0.update(state, output, truth, weight);
    }
    fn observe<T: Scalar>(&self, state: &mut N::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        self.0.observe(state, output, truth, weight);
    }
    fn results(&self, state: &N::State, each: &mut impl FnMut(&'static str, f64)) {
        self.0.results(state, each);
    }
}
