//! The one way round the table of heads, losses and metrics.

use super::{Loss, Truth};
use crate::Scalar;
use crate::error::InvalidSetting;

/// Puts a loss or a metric behind a head that it is not made for: a bounded regression, an autoencoder on pixels.
///
/// The gradient of the loss is then that of the outputs, through the head's own activation.
///
/// ```
/// use layerproof::losses::{Loss, MeanSquaredError, Truth, Unpaired};
///
/// let loss = Unpaired(MeanSquaredError::new());
/// assert_eq!(loss.value(&[0.5], Truth::Values(&[1.0])), 0.25);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unpaired<L>(
    /// The loss, or the metric.
    pub L,
);

impl<L: Loss> Loss for Unpaired<L> {
    type Target = L::Target;
    const NAME: &'static str = L::NAME;
    const CLASSIFIES: bool = L::CLASSIFIES;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }
    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        self.0.counts(truth)
    }
    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        self.0.value(output, truth)
    }
    #[inline]
    fn likelihood<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> Option<T> {
        self.0.likelihood(output, truth)
    }
    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        self.0.gradient(output, truth, scale, gradient);
    }
}
