//! The angle between outputs and targets.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// −Σ y·t / (‖y‖ ‖t‖), from −1 for one direction to 1 for opposite ones,
/// [`keras.losses.CosineSimilarity`](https://keras.io/api/losses/regression_losses/). A vector that is shorter than 10⁻⁷ counts as that
/// long.
///
/// As a metric of this name, Keras gives the similarity itself: +1 for one direction.
///
/// ```
/// use layerproof::losses::{CosineSimilarity, Loss, Truth};
///
/// let loss = CosineSimilarity::new().value(&[1.0, 0.0], Truth::Values(&[3.0, 4.0]));
/// assert!((loss + 0.6_f64).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CosineSimilarity;

impl CosineSimilarity {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

/// What brings a vector with this sum of squares to a length of 1, and whether it is long enough for that.
fn normalizer<T: Scalar>(squares: T) -> (T, bool) {
    let norm = squares.sqrt();
    (T::ONE / norm.max(T::from_f64(1e-7)), norm > T::from_f64(1e-7))
}

/// Σ y², Σ t², Σ y·t.
fn products<T: Scalar>(output: &[T], truth: Truth<'_, T>) -> (T, T, T) {
    let zeros = (T::ZERO, T::ZERO, T::ZERO);
    truth
        .along(output)
        .fold(zeros, |(yy, tt, yt), (y, t)| (yy + y * y, tt + t * t, yt + y * t))
}

impl Loss for CosineSimilarity {
    type Target = Numbers;
    const NAME: &'static str = "cosine_similarity";

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let (yy, tt, yt) = products(output, truth);
        -(yt * normalizer(yy).0 * normalizer(tt).0)
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        let (yy, tt, yt) = products(output, truth);
        let ((of_y, is_long), (of_t, _)) = (normalizer(yy), normalizer(tt));
        // Of a shorter vector the length does not change.
        let along = if is_long { yt * of_t * of_y * of_y } else { T::ZERO };
        for (g, (y, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = scale * of_y * (y * along - t * of_t);
        }
    }
}
