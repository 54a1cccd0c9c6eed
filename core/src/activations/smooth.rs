//! Smooth activations of other shapes.

use super::{Mixed, Saved, damped, elementwise, with_settings};
use crate::Scalar;
use crate::kernels::Level;

with_settings! {
    /// y = x above 0, α · (e^(x/α) − 1) below: from −α up, and smooth for any α.
    ///
    /// `ALPHA` is α's bits: 1 unless said otherwise.
    ///
    /// Keras: [`celu`](https://keras.io/api/layers/activations/#celu-function).
    Celu: "celu", kept = (), pooled = Mixed,
    settings = { ALPHA: "alpha" = 1.0 },
    valid = Self::ALPHA > 0.0, "the alpha of Celu must be above 0",
    value = |_, x| {
        let alpha = T::from_f64(Self::ALPHA);
        if x < T::ZERO { alpha * (x / alpha).exp_m1() } else { x }
    },
    // Below 0 the derivative is e^(x/α), which is y / α + 1.
    slope = |_, _, y| if y > T::ZERO { T::ONE } else { y / T::from_f64(Self::ALPHA) + T::ONE },
}

elementwise! {
    /// y = x · tanh(softplus(x)), from −0.31 up.
    ///
    /// Keras: [`mish`](https://keras.io/api/layers/activations/#mish-function), after Misra 2019.
    Mish: "mish", kept = Saved<X>, pooled = Mixed,
    value = |l, x| damped(x, l.tanh(softplus(l, x))),
    slope = |l, x, _| {
        let tanh = l.tanh(softplus(l, x));
        tanh + damped(x, (T::ONE - tanh) * (T::ONE + tanh) * l.sigmoid(x))
    },
}

/// ln(1 + eˣ).
#[cfg_attr(not(debug_assertions), inline(always))]
fn softplus<L: Level, T: Scalar>(level: L, x: T) -> T {
    x.max(T::ZERO) + level.ln_1p(level.exp_minus(x.abs()))
}

elementwise! {
    /// y = x − tanh x.
    ///
    /// Keras: [`tanh_shrink`](https://keras.io/api/layers/activations/#tanhshrink-function).
    TanhShrink: "tanh_shrink", kept = Saved<X>, pooled = Mixed,
    value = |l, x| x - l.tanh(x),
    slope = |l, x, _| {
        let tanh = l.tanh(x);
        tanh * tanh
    },
}

elementwise! {
    /// y = ln(1 / (1 + e⁻ˣ)), below 0.
    ///
    /// Keras: [`log_sigmoid`](https://keras.io/api/layers/activations/#logsigmoid-function).
    LogSigmoid: "log_sigmoid", kept = (), pooled = Mixed,
    value = |l, x| x.min(T::ZERO) - l.ln_1p(l.exp_minus(x.abs())),
    // The derivative is the logistic function of −x, which is 1 − eʸ.
    slope = |_, _, y| -y.exp_m1(),
}

elementwise! {
    /// y = x / (1 + |x|), between −1 and 1.
    ///
    /// Keras: [`softsign`](https://keras.io/api/layers/activations/#softsign-function).
    Softsign: "softsign", kept = Saved<X>, pooled = Mixed,
    value = |_, x| {
        // ∞ / ∞ would be NaN.
        if x.abs() > T::from_f64(1e30) {
            if x > T::ZERO { T::ONE } else { -T::ONE }
        } else {
            x / (T::ONE + x.abs())
        }
    },
    slope = |_, x, _| {
        let divisor = T::ONE + x.abs();
        T::ONE / divisor / divisor
    },
}

with_settings! {
    /// y = (x + √(x² + b)) / 2, above 0: a smooth `Relu` without an exponential.
    ///
    /// `B` is the bits of b, of how far around 0 it bends: 4 unless said otherwise.
    ///
    /// Keras: [`squareplus`](https://keras.io/api/layers/activations/#squareplus-function).
    SquarePlus: "square_plus", kept = Saved<X>, pooled = Mixed,
    settings = { B: "b" = 4.0 },
    valid = Self::B >= 0.0, "the b of SquarePlus cannot be below 0",
    value = |_, x| {
        let b = T::from_f64(Self::B);
        // Both signs add up numbers of one sign.
        if x < T::ZERO {
            T::from_f64(0.5) * b / (hypotenuse(x, b) - x)
        } else {
            T::from_f64(0.5) * (x + hypotenuse(x, b))
        }
    },
    slope = |_, x, _| {
        let root = hypotenuse(x, T::from_f64(Self::B));
        // At b = 0 the function is that of `Relu`.
        if root == T::ZERO { T::ZERO } else { T::from_f64(0.5) * (T::ONE + ratio(x, root)) }
    },
}

/// √(x² + b); of a square that is too large, |x|.
#[cfg_attr(not(debug_assertions), inline(always))]
fn hypotenuse<T: Scalar>(x: T, b: T) -> T {
    if x.abs() > T::from_f64(1e18) {
        x.abs()
    } else {
        (x * x + b).sqrt()
    }
}

/// x / root, where both may be infinite.
#[cfg_attr(not(debug_assertions), inline(always))]
fn ratio<T: Scalar>(x: T, root: T) -> T {
    if x.abs() == root {
        if x > T::ZERO { T::ONE } else { -T::ONE }
    } else {
        x / root
    }
}
