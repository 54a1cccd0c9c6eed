//! The area under a curve of thresholds.

use core::marker::PhantomData;

use super::Metric;
use super::thresholds::{Sums, ratio};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::{FromLogits, Truth};

/// The curve whose area an [`Auc`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Curve {
    /// Recall over the rate of false positives.
    #[default]
    Roc,
    /// Precision over recall.
    Pr,
}

/// How an [`Auc`] goes from threshold to threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SummationMethod {
    /// By the middle of both heights; of precision and recall as Davis and Goadrich 2006.
    #[default]
    Interpolation,
    /// By the lower of both heights.
    Minoring,
    /// By the higher of both heights.
    Majoring,
}

/// The area under the curve of a yes or no over all thresholds, [`keras.metrics.AUC`](https://keras.io/api/metrics/classification_metrics/).
///
/// It is computed from `T` thresholds, 200 unless said otherwise, at the same distance from each other: exact up to what lies between
/// two of them. It takes two numbers a threshold. All outputs count as one curve; by [`Auc::multi_label`] each has one of its own, and
/// the result is the mean of the areas.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Net = sequential!(Input<2>, Dense<1, Sigmoid>);
///
/// let mut model = Net::new(7);
/// let metrics = (Auc::new(), Auc::new().num_thresholds::<20>().curve(Curve::Pr));
/// let compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), metrics);
/// let area = compiled.evaluate(&[[0.1, 0.9], [0.8, 0.3]], &[true, false])?["auc"];
/// assert!((0.0..=1.0).contains(&area));
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc<const T: usize = 200, L = OneLabel> {
    curve: Curve,
    summation_method: SummationMethod,
    labels: PhantomData<fn() -> L>,
}

/// All outputs count as one curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneLabel;

/// Each of `N` outputs has a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MultiLabel<const N: usize>;

/// How many curves an [`Auc`] has.
pub trait AucLabels: Copy + 'static {
    /// What is gathered for each.
    #[doc(hidden)]
    type Histograms<const T: usize>: Copy + Default;
    /// That of an output.
    #[doc(hidden)]
    fn of<const T: usize>(histograms: &mut Self::Histograms<T>, output: usize) -> Option<&mut Histogram<T>>;
    /// All of them.
    #[doc(hidden)]
    fn all<const T: usize>(histograms: &Self::Histograms<T>) -> &[Histogram<T>];
}

impl AucLabels for OneLabel {
    type Histograms<const T: usize> = Histogram<T>;
    fn of<const T: usize>(histograms: &mut Histogram<T>, _: usize) -> Option<&mut Histogram<T>> {
        Some(histograms)
    }
    fn all<const T: usize>(histograms: &Histogram<T>) -> &[Histogram<T>] {
        core::slice::from_ref(histograms)
    }
}

impl<const N: usize> AucLabels for MultiLabel<N> {
    type Histograms<const T: usize> = Histograms<T, N>;
    fn of<const T: usize>(histograms: &mut Histograms<T, N>, output: usize) -> Option<&mut Histogram<T>> {
        histograms.0.get_mut(output)
    }
    fn all<const T: usize>(histograms: &Histograms<T, N>) -> &[Histogram<T>] {
        &histograms.0
    }
}

/// The weights of outputs between each threshold and the next one: of those that should be a yes, and a no.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[doc(hidden)]
pub struct Histogram<const T: usize> {
    yes: Sums<T>,
    no: Sums<T>,
}

/// One for each label.
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(hidden)]
pub struct Histograms<const T: usize, const N: usize>([Histogram<T>; N]);

impl<const T: usize, const N: usize> Default for Histograms<T, N> {
    fn default() -> Self {
        Self([Histogram::default(); N])
    }
}

impl Auc {
    /// Under the receiver's operating characteristic, of 200 thresholds.
    pub const fn new() -> Self {
        Self {
            curve: Curve::Roc,
            summation_method: SummationMethod::Interpolation,
            labels: PhantomData,
        }
    }
}

impl<const T: usize, L> Auc<T, L> {
    const ENOUGH: () = assert!(T > 1, "an area needs two thresholds at least");

    /// Under which curve.
    #[must_use]
    pub const fn curve(mut self, curve: Curve) -> Self {
        self.curve = curve;
        self
    }

    /// How to go from threshold to threshold.
    #[must_use]
    pub const fn summation_method(mut self, method: SummationMethod) -> Self {
        self.summation_method = method;
        self
    }

    /// Of so many thresholds: Keras's argument of that name, as a type, since it says how much memory there is.
    #[must_use]
    pub const fn num_thresholds<const N: usize>(self) -> Auc<N, L> {
        Auc {
            curve: self.curve,
            summation_method: self.summation_method,
            labels: PhantomData,
        }
    }

    /// A curve for each of `N` outputs, of which the result is the mean; `compile` finds out how many there are.
    #[must_use]
    pub const fn multi_label<const N: usize>(self) -> Auc<T, MultiLabel<N>> {
        Auc {
            curve: self.curve,
            summation_method: self.summation_method,
            labels: PhantomData,
        }
    }

    /// The same of outputs that went through no sigmoid: Keras's `from_logits=True`.
    #[must_use]
    pub const fn from_logits(self) -> FromLogits<Self> {
        FromLogits(self)
    }
}

impl Default for Auc {
    fn default() -> Self {
        Self::new()
    }
}

impl<const T: usize> Histogram<T> {
    fn add(&mut self, probability: f64, truth: f64, weight: f64) {
        // The last threshold that the probability is above.
        let last = libm::ceil(probability.clamp(0.0, 1.0) * (T - 1) as f64) - 1.0;
        let last = if last > 0.0 { last as usize } else { 0 };
        if let (Some(yes), Some(no)) = (self.yes.0.get_mut(last), self.no.0.get_mut(last)) {
            *yes += truth * weight;
            *no += (1.0 - truth) * weight;
        }
    }

    fn area(&self, curve: Curve, method: SummationMethod) -> f64 {
        let (yes, no) = (self.yes.0.iter().sum::<f64>(), self.no.0.iter().sum::<f64>());
        let mut area = 0.0;
        // Those above the threshold at hand, from the highest, which nothing is above.
        let (mut right, mut wrong) = (0.0, 0.0);
        for (&more_right, &more_wrong) in self.yes.0.iter().zip(&self.no.0).rev().skip(1) {
            let before = (right, wrong);
            right += more_right;
            wrong += more_wrong;
            area += match (curve, method) {
                (Curve::Pr, SummationMethod::Interpolation) => between(before, (right, wrong), yes),
                (Curve::Roc, _) => {
                    let width = ratio(wrong, no) - ratio(before.1, no);
                    width * method.height(ratio(before.0, yes), ratio(right, yes))
                }
                (Curve::Pr, _) => {
                    let width = ratio(right, yes) - ratio(before.0, yes);
                    let precision = |(right, wrong): (f64, f64)| ratio(right, right + wrong);
                    width * method.height(precision(before), precision((right, wrong)))
                }
            };
        }
        area
    }
}

/// What lies under precision over recall between two thresholds: Keras's `interpolate_pr_auc`.
fn between(before: (f64, f64), after: (f64, f64), yes: f64) -> f64 {
    let (all_before, all_after) = (before.0 + before.1, after.0 + after.1);
    let more_right = after.0 - before.0;
    let slope = ratio(more_right, (all_after - all_before).max(0.0));
    let intercept = before.0 - slope * all_before;
    let growth = if all_after > 0.0 && all_before > 0.0 {
        all_after / all_before
    } else {
        1.0
    };
    ratio(slope * (more_right + intercept * libm::log(growth)), yes)
}

impl SummationMethod {
    fn height(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Interpolation => f64::midpoint(a, b),
            Self::Minoring => a.min(b),
            Self::Majoring => a.max(b),
        }
    }
}

impl<const N: usize, L: AucLabels> Auc<N, L> {
    fn add<T: Scalar>(
        state: &mut L::Histograms<N>,
        output: &[T],
        truth: Truth<'_, T>,
        weight: f64,
        probability: impl Fn(f64) -> f64,
    ) {
        const { Self::ENOUGH };
        for (i, (y, t)) in truth.along(output).enumerate() {
            if let Some(histogram) = L::of(state, i) {
                histogram.add(probability(y.to_f64()), t.to_f64(), weight);
            }
        }
    }
}

impl<const N: usize, L: AucLabels> Metric for Auc<N, L> {
    type State = L::Histograms<N>;

    fn update<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        Self::add(state, output, truth, weight, |y| y);
    }

    fn results(&self, state: &Self::State, each: &mut impl FnMut(&'static str, f64)) {
        let all = L::all(state);
        let areas = all
            .iter()
            .map(|histogram| histogram.area(self.curve, self.summation_method));
        each("auc", areas.sum::<f64>() / all.len() as f64);
    }
}

impl<const N: usize, L: AucLabels> Metric for FromLogits<Auc<N, L>> {
    type State = L::Histograms<N>;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }

    fn update<T: Scalar>(&self, state: &mut Self::State, output: &[T], truth: Truth<'_, T>, weight: f64) {
        Auc::<N, L>::add(state, output, truth, weight, |y| 1.0 / (1.0 + libm::exp(-y)));
    }

    fn results(&self, state: &Self::State, each: &mut impl FnMut(&'static str, f64)) {
        self.0.results(state, each);
    }
}
