//! The mean overlap of classes.

use super::Metric;
use super::thresholds::Sums;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::{Truth, argmax};

/// The mean over the classes of intersection over union: true positives / (true positives + false positives + false negatives),
/// [`keras.metrics.MeanIoU`](https://keras.io/api/metrics/segmentation_metrics/). Classes that are neither target nor output do not
/// count.
///
/// Of a weight the whole part counts: Keras's matrix of pairs is one of whole numbers.
///
/// A row of several outputs has the class of its largest one ([`keras.metrics.OneHotMeanIoU`](https://keras.io/api/metrics/segmentation_metrics/));
/// a single output is the class itself.
///
/// ```
/// use layerproof::losses::Truth;
/// use layerproof::metrics::{MeanIou, Metric};
///
/// let metric = MeanIou::<2>::new(2);
/// let mut state = Default::default();
/// metric.update(&mut state, &[0.9, 0.1], Truth::Class(0), 1.0);
/// metric.update(&mut state, &[0.8, 0.2], Truth::Class(1), 1.0);
/// metric.results(&state, &mut |name, value| assert_eq!((name, value), ("mean_iou", 0.25)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeanIou<const CLASSES: usize> {
    num_classes: usize,
}

/// What is gathered of each class: weights where it is both target and output, where it is the target, and where it is the output.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlaps<const CLASSES: usize> {
    both: Sums<CLASSES>,
    targets: Sums<CLASSES>,
    outputs: Sums<CLASSES>,
}

impl<const C: usize> MeanIou<C> {
    /// Of so many classes. Training refuses another number than the model has.
    pub const fn new(num_classes: usize) -> Self {
        Self { num_classes }
    }
}

/// The class of a row.
fn class<T: Scalar>(row: &[T]) -> Option<usize> {
    match row {
        [label] => (*label >= T::ZERO).then(|| label.to_f64() as usize),
        row => Some(argmax(row)),
    }
}

impl<const C: usize> Metric for MeanIou<C> {
    type State = Overlaps<C>;

    fn check(&self) -> Result<(), InvalidSetting> {
        let fine = self.num_classes == C;
        InvalidSetting::require(
            fine,
            "MeanIou",
            "num_classes",
            self.num_classes as f64,
            "be the number of the model's classes",
        )
    }

    fn update<T: Scalar>(&self, state: &mut Overlaps<C>, output: &[T], truth: Truth<'_, T>, weight: f64) {
        let target = match truth {
            Truth::Values(values) => class(values),
            Truth::Class(class) => usize::try_from(class).ok(),
        };
        let output = class(output);
        let weight = libm::trunc(weight);
        let add = |sums: &mut Sums<C>, class: Option<usize>| {
            if let Some(sum) = class.and_then(|class| sums.0.get_mut(class)) {
                *sum += weight;
            }
        };
        add(&mut state.targets, target);
        add(&mut state.outputs, output);
        add(&mut state.both, target.filter(|_| target == output));
    }

    fn results(&self, state: &Overlaps<C>, each: &mut impl FnMut(&'static str, f64)) {
        let (mut sum, mut count) = (0.0, 0.0);
        for i in 0..C {
            let union = state.targets.0[i] + state.outputs.0[i] - state.both.0[i];
            if union > 0.0 {
                sum += state.both.0[i] / union;
                count += 1.0;
            }
        }
        each("mean_iou", super::thresholds::ratio(sum, count));
    }
}
