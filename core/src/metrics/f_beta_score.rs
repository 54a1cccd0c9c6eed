//! Precision and recall in one number.

use super::Metric;
use super::names::numbered;
use super::thresholds::Sums;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::Truth;

/// How the numbers of several classes become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Average {
    /// They do not: each class has a number of its own, `NAME_0`, `NAME_1`.
    #[default]
    None,
    /// That of all outputs together.
    Micro,
    /// Their mean.
    Macro,
    /// Their mean, each class by how often it is the truth.
    Weighted,
}

/// (1 + β²) · precision · recall / (β² · precision + recall),
/// [`keras.metrics.FBetaScore`](https://keras.io/api/metrics/classification_metrics/).
///
/// Without a threshold the largest output of a row is its yes, as for a softmax; several sigmoids, or a single one, take
/// `threshold(0.5)`. Of how many classes it is, `compile` finds out from the head.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{Average, FBetaScore, Metric};
///
/// let metric = FBetaScore::<3>::new().beta(2.0).average(Average::Macro);
/// let mut state = Default::default();
/// metric.update(&mut state, &[0.1, 0.7, 0.2], Truth::Class(1), 1.0);
/// metric.results(&state, &mut |name, value| assert!(name == "fbeta_score" && (value - 1.0 / 3.0).abs() < 1e-6));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FBetaScore<const CLASSES: usize> {
    beta: f64,
    average: Average,
    threshold: Option<f64>,
}

/// The harmonic mean of precision and recall, [`keras.metrics.F1Score`](https://keras.io/api/metrics/classification_metrics/).
///
/// Without a threshold the largest output of a row is its yes, as for a softmax; several sigmoids, or a single one, take
/// `threshold(0.5)`. Of how many classes it is, `compile` finds out from the head.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Iris = sequential!(Input<4>, Dense<3, Softmax>);
///
/// let metric = F1Score::new().average(Average::Macro);
/// let mut model = Iris::new(7);
/// let compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.01), metric);
/// assert!(compiled.evaluate(&[[0.1, 0.2, 0.3, 0.4]], &[2_usize])?["f1_score"] <= 1.0);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct F1Score<const CLASSES: usize>(FBetaScore<CLASSES>);

/// What is gathered of each class: weights of right yeses, wrong yeses, and wrong noes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClassCounts<const CLASSES: usize> {
    true_positives: Sums<CLASSES>,
    false_positives: Sums<CLASSES>,
    false_negatives: Sums<CLASSES>,
}

/// Keras's, so that nothing is divided by 0.
const EPSILON: f64 = 1e-7;

impl<const C: usize> FBetaScore<C> {
    /// With β = 1, a number for each class, and the largest output as the yes.
    pub const fn new() -> Self {
        Self {
            beta: 1.0,
            average: Average::None,
            threshold: None,
        }
    }

    /// How much more recall counts than precision. Training refuses one that is not above 0.
    #[must_use]
    pub const fn beta(mut self, beta: f64) -> Self {
        self.beta = beta;
        self
    }

    /// How the numbers of the classes become one.
    #[must_use]
    pub const fn average(mut self, average: Average) -> Self {
        self.average = average;
        self
    }

    /// Above which number an output is a yes. Training refuses one outside [0, 1].
    #[must_use]
    pub const fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = Some(threshold);
        self
    }

    fn check_as(&self, name: &'static str) -> Result<(), InvalidSetting> {
        let fine = self.beta > 0.0 && self.beta.is_finite();
        InvalidSetting::require(fine, name, "beta", self.beta, "be finite and above 0")?;
        let threshold = self.threshold.unwrap_or(0.0);
        let fine = (0.0..=1.0).contains(&threshold);
        InvalidSetting::require(fine, name, "threshold", threshold, "lie between 0 and 1")
    }

    fn score(&self, true_positives: f64, false_positives: f64, false_negatives: f64) -> f64 {
        let precision = true_positives / (true_positives + false_positives + EPSILON);
        let recall = true_positives / (true_positives + false_negatives + EPSILON);
        let square = self.beta * self.beta;
        precision * recall * (1.0 + square) / (square * precision + recall + EPSILON)
    }

    fn results_as(&self, name: &'static str, state: &ClassCounts<C>, each: &mut impl FnMut(&'static str, f64)) {
        let ClassCounts {
            true_positives: Sums(right),
            false_positives: Sums(wrong),
            false_negatives: Sums(missed),
        } = state;
        let of_class = |i: usize| self.score(right[i], wrong[i], missed[i]);
        let of_all = match self.average {
            Average::None => {
                for i in 0..C {
                    each(numbered(name, i, C), of_class(i));
                }
                return;
            }
            Average::Micro => {
                let sum = |sums: &[f64; C]| sums.iter().sum::<f64>();
                self.score(sum(right), sum(wrong), sum(missed))
            }
            Average::Macro => (0..C).map(of_class).sum::<f64>() / C as f64,
            Average::Weighted => {
                let weight = |i: usize| right[i] + missed[i];
                let (mut sum, mut weights) = (0.0, 0.0);
                for i in 0..C {
                    sum += of_class(i) * weight(i);
                    weights += weight(i);
                }
                sum / (weights + EPSILON)
            }
        };
        each(name, of_all);
    }
}

impl<const C: usize> Default for FBetaScore<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const C: usize> Metric for FBetaScore<C> {
    type State = ClassCounts<C>;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.check_as("FBetaScore")
    }

    fn update<T: Scalar>(&self, state: &mut ClassCounts<C>, output: &[T], truth: Truth<'_, T>, weight: f64) {
        let largest = output
            .iter()
            .fold(T::from_f64(f64::NEG_INFINITY), |most, &y| most.max(y));
        for (i, (y, t)) in truth.along(output).enumerate().take(C) {
            let is_above = match self.threshold {
                Some(threshold) => y > T::from_f64(threshold),
                None => y >= largest && y.abs() > T::from_f64(1e-9),
            };
            let of_class = match (is_above, t != T::ZERO) {
                (true, true) => &mut state.true_positives,
                (true, false) => &mut state.false_positives,
                (false, true) => &mut state.false_negatives,
                (false, false) => continue,
            };
            of_class.0[i] += weight;
        }
    }

    fn results(&self, state: &ClassCounts<C>, each: &mut impl FnMut(&'static str, f64)) {
        self.results_as("fbeta_score", state, each);
    }
}

impl<const C: usize> F1Score<C> {
    /// A number for each class, and the largest output as the yes.
    pub const fn new() -> Self {
        Self(FBetaScore::new())
    }

    /// How the numbers of the classes become one.
    #[must_use]
    pub const fn average(self, average: Average) -> Self {
        Self(self.0.average(average))
    }

    /// Above which number an output is a yes. Training refuses one outside [0, 1].
    #[must_use]
    pub const fn threshold(self, threshold: f64) -> Self {
        Self(self.0.threshold(threshold))
    }
}

impl<const C: usize> Default for F1Score<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const C: usize> Metric for F1Score<C> {
    type State = ClassCounts<C>;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check_as("F1Score")
    }
    fn update<T: Scalar>(&self, state: &mut ClassCounts<C>, output: &[T], truth: Truth<'_, T>, weight: f64) {
        self.0.update(state, output, truth, weight);
    }
    fn results(&self, state: &ClassCounts<C>, each: &mut impl FnMut(&'static str, f64)) {
        self.0.results_as("f1_score", state, each);
    }
}
