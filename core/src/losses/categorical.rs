//! What the two categorical cross-entropies share: one distribution p over classes against true weights t.

use super::clip::{clip, inside};
use crate::Scalar;

/// −Σ t·ln(p / Σp), the quotient clipped.
pub(super) fn value<T: Scalar>(output: &[T], t: impl Fn(usize) -> T) -> T {
    let total: T = output.iter().copied().sum();
    let each = output.iter().enumerate().map(|(i, &p)| match t(i) {
        t if t == T::ZERO => T::ZERO,
        t => t * clip(p / total).ln(),
    });
    -each.sum::<T>()
}

/// p / Σp, clipped, for one class.
#[inline]
pub(super) fn share<T: Scalar>(output: &[T], p: T) -> T {
    let total: T = output.iter().copied().sum();
    clip(p / total)
}

/// The gradient of [`value`] with respect to the outputs.
pub(super) fn gradient<T: Scalar>(output: &[T], t: impl Fn(usize) -> T, scale: T, gradient: &mut [T]) {
    let total: T = output.iter().copied().sum();
    // With q = p / Σp: dL/dp = (dL/dq − Σ q·dL/dq) / Σp, and −q·dL/dq = t inside the clip.
    let mut shared = T::ZERO;
    for (i, (g, &p)) in gradient.iter_mut().zip(output).enumerate() {
        let q = p / total;
        *g = T::ZERO;
        if inside(q) {
            shared += t(i);
            *g = t(i) / q;
        }
    }
    let scale = scale / total;
    for g in gradient {
        *g = scale * (shared - *g);
    }
}

/// The gradient with respect to a softmax's sums, p·Σt − t.
pub(super) fn fused<T: Scalar>(output: &[T], t: impl Fn(usize) -> T, sum: T, scale: T, gradient: &mut [T]) {
    for (i, (g, &p)) in gradient.iter_mut().zip(output).enumerate() {
        *g = scale * (p * sum - t(i));
    }
}

/// −Σ t·ln softmax(x).
pub(super) fn value_of_logits<T: Scalar>(logits: &[T], t: impl Fn(usize) -> T) -> T {
    let (largest, sum) = log_sum_exp(logits);
    let ln = sum.ln();
    let each = logits.iter().enumerate().map(|(i, &x)| match t(i) {
        t if t == T::ZERO => T::ZERO,
        // The largest comes off first: beside 10⁴ the logarithm would lose its digits.
        t => t * (ln + (largest - x)),
    });
    each.sum()
}

/// The gradient of [`value_of_logits`].
pub(super) fn gradient_of_logits<T: Scalar>(
    logits: &[T],
    t: impl Fn(usize) -> T,
    sum: T,
    scale: T,
    gradient: &mut [T],
) {
    let (largest, total) = log_sum_exp(logits);
    for (i, (g, &x)) in gradient.iter_mut().zip(logits).enumerate() {
        *g = scale * ((x - largest).exp() / total * sum - t(i));
    }
}

/// The largest logit m, and Σ exp(x − m), which is at least 1.
fn log_sum_exp<T: Scalar>(logits: &[T]) -> (T, T) {
    let largest = logits.iter().copied().reduce(T::max).unwrap_or(T::ZERO);
    (largest, logits.iter().map(|&x| (x - largest).exp()).sum())
}
