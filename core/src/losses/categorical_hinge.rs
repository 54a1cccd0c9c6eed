//! Classes by the largest output, with a margin.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// max(max((1 − t)·y) − Σ t·y + 1, 0) for one-hot targets t,
/// [`keras.losses.CategoricalHinge`](https://keras.io/api/losses/hinge_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{CategoricalHinge, Loss, Truth};
///
/// let loss = CategoricalHinge::new().value(&[1.0, 1.5, -2.0], Truth::Values(&[1.0, 0.0, 0.0]));
/// assert_eq!(loss, 1.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CategoricalHinge;

impl CategoricalHinge {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

/// The largest (1 − t)·y with its index, and Σ t·y.
fn sides<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> ((usize, T), T) {
    let mut worst: Option<(usize, T)> = None;
    let mut right = T::ZERO;
    for (i, (y, t)) in truth.along(output).enumerate() {
        let wrong = (T::ONE - t) * y;
        if worst.is_none_or(|(_, largest)| wrong > largest) {
            worst = Some((i, wrong));
        }
        right += t * y;
    }
    (worst.unwrap_or((0, T::ZERO)), right)
}

impl Loss for CategoricalHinge {
    type Target = Numbers;
    const NAME: &'static str = "categorical_hinge";
    const CLASSIFIES: bool = true;

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let ((_, wrong), right) = sides(output, truth);
        (wrong - right + T::ONE).max(T::ZERO)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let ((worst, wrong), right) = sides(output, truth);
        let scale = if wrong - right + T::ONE > T::ZERO {
            scale
        } else {
            T::ZERO
        };
        for (i, (g, (_, t))) in gradient.iter_mut().zip(truth.along(output)).enumerate() {
            *g = scale * if i == worst { T::ONE - t - t } else { -t };
        }
    }
}
