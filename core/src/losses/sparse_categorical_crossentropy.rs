//! Cross-entropy of classes that exclude one another, targets as integers.

use super::{Classes, FromLogits, Loss, Truth, categorical};
use crate::Scalar;

/// −ln p(the right class),
/// [`keras.losses.SparseCategoricalCrossentropy`](https://keras.io/api/losses/probabilistic_losses/).
///
/// Targets are classes as integers (`u8`, `u32`, `usize`, …) from 0; for one-hot rows there is
/// [`CategoricalCrossentropy`](super::CategoricalCrossentropy). p is first divided by its sum and clipped to
/// [10⁻⁷, 1 − 10⁻⁷]. Behind a softmax the gradient is that of the sums, p − t, which stays exact where Keras's is
/// clipped to 0.
///
/// ```
/// use layerproof::losses::{Loss, SparseCategoricalCrossentropy, Truth};
///
/// let loss = SparseCategoricalCrossentropy::new().value(&[0.25_f64, 0.5, 0.25], Truth::Class(1));
/// assert!((loss - 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SparseCategoricalCrossentropy {
    ignore_class: Option<i64>,
}

impl SparseCategoricalCrossentropy {
    /// Every class counts.
    pub const fn new() -> Self {
        Self { ignore_class: None }
    }

    /// Samples of this class are left out, and do not count in the mean; it may lie outside the model's classes: −1.
    #[must_use]
    pub const fn ignore_class(mut self, class: i64) -> Self {
        self.ignore_class = Some(class);
        self
    }

    /// The same loss over sums that went through no softmax.
    #[must_use]
    pub const fn from_logits(self) -> FromLogits<Self> {
        FromLogits(self)
    }
}

impl Loss for SparseCategoricalCrossentropy {
    type Target = Classes;
    const NAME: &'static str = "sparse_categorical_crossentropy";
    const CLASSIFIES: bool = true;
    const FUSED: bool = true;

    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        match (self.ignore_class, truth) {
            (Some(ignored), Truth::Class(class)) => class != ignored,
            _ => true,
        }
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        match self.likelihood(output, truth) {
            Some(p) => -p.ln(),
            None => categorical::value(output, |i| truth.at(i)),
        }
    }

    #[inline]
    fn likelihood<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> Option<T> {
        let Truth::Class(class) = truth else { return None };
        let &p = output.get(usize::try_from(class).ok()?)?;
        Some(categorical::share(output, p))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        categorical::gradient(output, |i| truth.at(i), scale, gradient);
    }

    fn fused_gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        categorical::fused(output, |i| truth.at(i), T::ONE, scale, gradient);
    }
}

/// [`SparseCategoricalCrossentropy`] for a model that ends without an activation.
pub type SparseCategoricalCrossentropyFromLogits = FromLogits<SparseCategoricalCrossentropy>;

impl FromLogits<SparseCategoricalCrossentropy> {
    /// Every class counts.
    pub const fn new() -> Self {
        Self(SparseCategoricalCrossentropy::new())
    }

    /// Samples of this class are left out, and do not count in the mean; it may lie outside the model's classes: −1.
    #[must_use]
    pub const fn ignore_class(self, class: i64) -> Self {
        Self(self.0.ignore_class(class))
    }
}

impl Loss for FromLogits<SparseCategoricalCrossentropy> {
    type Target = Classes;
    const NAME: &'static str = SparseCategoricalCrossentropy::NAME;
    const CLASSIFIES: bool = true;

    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        self.0.counts(truth)
    }

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        categorical::value_of_logits(output, |i| truth.at(i))
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        categorical::gradient_of_logits(output, |i| truth.at(i), T::ONE, scale, gradient);
    }
}
