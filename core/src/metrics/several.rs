//! No metric, several, and weighted ones.

use super::Metric;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

/// A metric that sample and class weights count for: an entry of Keras's `weighted_metrics`.
///
/// ```
/// use layerproof::prelude::*;
///
/// let metrics = (BinaryAccuracy::new(), Weighted(BinaryAccuracy::new()));
/// # let _ = metrics;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted<N>(
    /// The metric.
    pub N,
);

impl<N: Metric> Metric for Weighted<N> {
    type State = N::State;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }
    fn update<T: Scalar>(&self, state: &mut N::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        self.0.update(state, output, truth, weight);
    }
    fn observe<T: Scalar>(&self, state: &mut N::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        self.0.update(state, output, truth, weight);
    }
    fn results(&self, state: &N::State, each: &mut impl FnMut(&'static str, f64)) {
        self.0.results(state, each);
    }
}

impl Metric for () {
    type State = ();
    fn update<T: Scalar>(&self, (): &mut (), _: &[T], _: Truth<'_, T>, _: f64) {}
    fn results(&self, (): &(), _: &mut impl FnMut(&'static str, f64)) {}
}

macro_rules! tuple {
    ($($metric:ident $i:tt),+) => {
        impl<$($metric: Metric),+> Metric for ($($metric,)+) {
            type State = ($($metric::State,)+);

            fn check(&self) -> Result<(), InvalidSetting> {
                $(self.$i.check()?;)+
                Ok(())
            }
            fn update<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
                $(self.$i.update(&mut state.$i, output, truth, weight);)+
            }
            fn observe<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
                $(self.$i.observe(&mut state.$i, output, truth, weight);)+
            }
            fn results(&self, state: &Self::State, each: &mut impl FnMut(&'static str, f64)) {
                $(self.$i.results(&state.$i, each);)+
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
