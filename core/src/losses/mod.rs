//! Losses, and which head each one fits. Formulae and defaults are those of
//! [`keras.losses`](https://keras.io/api/losses/).

mod mean_squared_error;
mod pairing;
mod target;

pub use self::mean_squared_error::MeanSquaredError;
pub use self::pairing::{FitsLinear, FitsSigmoid, Paired};
pub use self::target::{Classes, Target, Truth, Values};
use crate::Scalar;

/// A loss: from one row of outputs and its truth to a number, and to that number's gradient.
///
/// A row is one sample's output; where outputs have more than one axis, it is one run along the last.
pub trait Loss: Copy {
    /// What it takes as targets: [`Values`] or [`Classes`].
    type Target: 'static;
    /// The name in histories and messages.
    const NAME: &'static str;
    /// Whether [`Loss::fused_gradient`] is that of the sums before the head's activation.
    const FUSED: bool = false;

    /// Whether a row with this truth takes part at all (`ignore_class`).
    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        let _ = truth;
        true
    }

    /// The loss of one row.
    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T;

    /// `scale` times the gradient with respect to `output`.
    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]);

    /// `scale` times the gradient with respect to the sums, where [`Loss::FUSED`].
    fn fused_gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        self.gradient(output, truth, scale, gradient);
    }
}

/// Puts a loss behind a head that it is not made for: a bounded regression, an autoencoder on pixels.
///
/// The gradient is then that of the outputs, through the head's own activation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unpaired<L>(
    /// The loss.
    pub L,
);

impl<L: Loss> Loss for Unpaired<L> {
    type Target = L::Target;
    const NAME: &'static str = L::NAME;

    fn counts<T: Scalar>(&self, truth: Truth<'_, T>) -> bool {
        self.0.counts(truth)
    }
    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        self.0.value(output, truth)
    }
    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        self.0.gradient(output, truth, scale, gradient);
    }
}
