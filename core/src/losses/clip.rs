//! How probabilities are kept away from 0 and 1 before a logarithm: `keras.backend.epsilon()`.

use crate::Scalar;

const EPSILON: f64 = 1e-7;

/// p in [10⁻⁷, 1 − 10⁻⁷]; a NaN stays one.
#[inline]
pub(super) fn clip<T: Scalar>(p: T) -> T {
    p.max(T::from_f64(EPSILON)).min(T::from_f64(1.0 - EPSILON))
}

/// Whether [`clip`] leaves p as it is. Where it does not, Keras's gradient is 0.
#[inline]
pub(super) fn inside<T: Scalar>(p: T) -> bool {
    p >= T::from_f64(EPSILON) && p <= T::from_f64(1.0 - EPSILON)
}
