//! Cross-entropy of classes that exclude one another, targets one-hot.

use super::{FromLogits, Loss, Numbers, Truth, categorical};
use crate::Scalar;
use crate::error::InvalidSetting;

/// −Σ t·ln p over a distribution p,
/// [`keras.losses.CategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/).
///
/// Targets are one-hot rows or distributions; for classes as integers there is
/// [`SparseCategoricalCrossentropy`](super::SparseCategoricalCrossentropy). p is first divided by its sum and clipped to
/// [10⁻⁷, 1 − 10⁻⁷]. Behind a softmax the gradient is that of the sums, p·Σt − t, which stays exact where Keras's is
/// clipped to 0.
///
/// ```
/// use layerproof::losses::{CategoricalCrossentropy, Loss, Truth};
///
/// let loss = CategoricalCrossentropy::new().value(&[0.25_f64, 0.5, 0.25], Truth::Values(&[0.0, 1.0, 0.0]));
/// assert!((loss - 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CategoricalCrossentropy {
    label_smoothing: f64,
}

impl CategoricalCrossentropy {
    /// Without smoothing.
    // Of a call with other arguments the compiler shows this line.
    pub const fn new(/* of logits: `new().from_logits()` */) -> Self {
        Self { label_smoothing: 0.0 }
    }

    /// Draws the targets towards equal ones: t·(1 − s) + s/units. Training refuses an s outside [0, 1].
    #[must_use]
    pub const fn label_smoothing(mut self, label_smoothing: f64) -> Self {
        self.label_smoothing = label_smoothing;
        self
    }

    /// The same loss over sums that went through no softmax.
    #[must_use]
    pub const fn from_logits(self) -> FromLogits<Self> {
        FromLogits(self)
    }

    fn smooth<T: Scalar>(self, truth: Truth<'_, T>, units: usize) -> impl Fn(usize) -> T + use<'_, T> {
        let (keep, shift) = (
            T::from_f64(1.0 - self.label_smoothing),
            T::from_f64(self.label_smoothing / units as f64),
        );
        move |i| truth.at(i) * keep + shift
    }
}

impl Loss for CategoricalCrossentropy {
    type Target = Numbers;
    const NAME: &'static str = "categorical_crossentropy";
    const CLASSIFIES: bool = true;
    const FUSED: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        super::check_smoothing("CategoricalCrossentropy", self.label_smoothing)
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        categorical::value(output, self.smooth(truth, output.len()))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        categorical::gradient(output, self.smooth(truth, output.len()), scale, gradient);
    }

    fn fused_gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let t = self.smooth(truth, output.len());
        let sum = (0..output.len()).map(&t).sum();
        categorical::fused(output, t, sum, scale, gradient);
    }
}

/// [`CategoricalCrossentropy`] for a model that ends without an activation.
pub type CategoricalCrossentropyFromLogits = FromLogits<CategoricalCrossentropy>;

impl FromLogits<CategoricalCrossentropy> {
    /// Without smoothing.
    pub const fn new() -> Self {
        Self(CategoricalCrossentropy::new())
    }

    /// Draws the targets towards equal ones: t·(1 − s) + s/units. Training refuses an s outside [0, 1].
    #[must_use]
    pub const fn label_smoothing(self, label_smoothing: f64) -> Self {
        Self(self.0.label_smoothing(label_smoothing))
    }
}

impl Loss for FromLogits<CategoricalCrossentropy> {
    type Target = Numbers;
    const NAME: &'static str = CategoricalCrossentropy::NAME;
    const CLASSIFIES: bool = true;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.0.check()
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        categorical::value_of_logits(output, self.0.smooth(truth, output.len()))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let t = self.0.smooth(truth, output.len());
        let sum = (0..output.len()).map(&t).sum();
        categorical::gradient_of_logits(output, t, sum, scale, gradient);
    }
}
