//! How far one distribution is from another.

use super::{Loss, Numbers, Truth};
use crate::Scalar;

/// Σ t·ln(t / p), both numbers clipped to [10⁻⁷, 1],
/// [`keras.losses.KLDivergence`](https://keras.io/api/losses/probabilistic_losses/); also a metric.
///
/// ```
/// use layerproof::losses::{KlDivergence, Loss, Truth};
///
/// let loss = KlDivergence::new().value(&[0.25_f64, 0.75], Truth::Values(&[0.5, 0.5]));
/// assert!((loss - 0.5 * (4.0_f64 / 3.0).ln()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct KlDivergence;

impl KlDivergence {
    /// The loss; it has no settings.
    pub const fn new() -> Self {
        Self
    }
}

fn clip<T: Scalar>(p: T) -> T {
    p.max(T::from_f64(1e-7)).min(T::ONE)
}

impl Loss for KlDivergence {
    type Target = Numbers;
    const NAME: &'static str = "kl_divergence";
    const CLASSIFIES: bool = true;

    fn value<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>) -> T {
        let each = truth.along(output).map(|(p, t)| {
            let t = clip(t);
            t * (t / clip(p)).ln()
        });
        each.sum()
    }

    fn gradient<T: Scalar>(&self, output: &[T], truth: Truth<'_, T>, scale: T, gradient: &mut [T]) {
        for (g, (p, t)) in gradient.iter_mut().zip(truth.along(output)) {
            *g = if clip(p) == p { -scale * clip(t) / p } else { T::ZERO };
        }
    }
}
