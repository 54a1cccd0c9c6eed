//! How much of the targets' variance the outputs explain.

use super::Metric;
use super::names::numbered;
use super::thresholds::Sums;
use crate::Scalar;
use crate::losses::Truth;

/// How the scores of several outputs become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassAggregation {
    /// They do not: each output has a score of its own, `r2_score_0`, `r2_score_1`.
    None,
    /// Their mean.
    #[default]
    UniformAverage,
    /// Their mean, each by the variance of its targets.
    VarianceWeightedAverage,
}

/// 1 − Σ(t − y)² / Σ(t − mean t)², the coefficient of determination,
/// [`keras.metrics.R2Score`](https://keras.io/api/metrics/regression_metrics/). An output whose targets are all the same scores 0.
///
/// Of how many outputs it is, `compile` finds out from the head.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{Metric, R2Score};
///
/// let (metric, mut state) = (R2Score::<1>::new(), Default::default());
/// for (y, t) in [(1.0, 1.0), (2.0, 3.0), (5.0, 5.0)] {
///     metric.update(&mut state, &[y], Truth::Values(&[t]), 1.0);
/// }
/// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("r2_score", 1.0 - 1.0 / 8.0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct R2Score<const OUTPUTS: usize> {
    class_aggregation: ClassAggregation,
    num_regressors: usize,
}

/// What is gathered of each output.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Residuals<const OUTPUTS: usize> {
    weight: f64,
    rows: usize,
    targets: Sums<OUTPUTS>,
    squares: Sums<OUTPUTS>,
    errors: Sums<OUTPUTS>,
}

impl<const N: usize> R2Score<N> {
    /// The mean over the outputs, without an adjustment.
    pub const fn new() -> Self {
        Self {
            class_aggregation: ClassAggregation::UniformAverage,
            num_regressors: 0,
        }
    }

    /// How the scores of several outputs become one.
    #[must_use]
    pub const fn class_aggregation(mut self, aggregation: ClassAggregation) -> Self {
        self.class_aggregation = aggregation;
        self
    }

    /// Adjusts the score by so many independent inputs, where there are more targets than that and one.
    #[must_use]
    pub const fn num_regressors(mut self, regressors: usize) -> Self {
        self.num_regressors = regressors;
        self
    }

    fn adjusted(&self, score: f64, rows: usize) -> f64 {
        let (targets, regressors) = ((rows * N) as f64, self.num_regressors as f64);
        if self.num_regressors == 0 || regressors >= targets - 1.0 {
            return score;
        }
        1.0 - (1.0 - score) * (targets - 1.0) / (targets - regressors - 1.0)
    }
}

impl<const N: usize> Metric for R2Score<N> {
    type State = Residuals<N>;

    fn update<T: Scalar>(&self, state: &mut Residuals<N>, output: &[T], truth: Truth<'_, T>, weight: f64) {
        state.weight += weight;
        state.rows += 1;
        for (i, (y, t)) in truth.along(output).enumerate().take(N) {
            let (y, t) = (y.to_f64(), t.to_f64());
            state.targets.0[i] += t * weight;
            state.squares.0[i] += t * t * weight;
            state.errors.0[i] += (t - y) * (t - y) * weight;
        }
    }

    fn results(&self, state: &Residuals<N>, each: &mut impl FnMut(&'static str, f64)) {
        let total = |i: usize| state.squares.0[i] - state.targets.0[i] * (state.targets.0[i] / state.weight);
        let score = |i: usize| {
            let score = 1.0 - state.errors.0[i] / total(i);
            if score.is_infinite() { 0.0 } else { score }
        };
        let of_all = match self.class_aggregation {
            ClassAggregation::None => {
                for i in 0..N {
                    each(numbered("r2_score", i, N), self.adjusted(score(i), state.rows));
                }
                return;
            }
            ClassAggregation::UniformAverage => (0..N).map(score).sum::<f64>() / N as f64,
            ClassAggregation::VarianceWeightedAverage => {
                let totals = (0..N).map(total).sum::<f64>();
                (0..N).map(|i| score(i) * total(i)).sum::<f64>() / totals
            }
        };
        each("r2_score", self.adjusted(of_all, state.rows));
    }
}
