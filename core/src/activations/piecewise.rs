//! Activations of pieces that are straight, or nearly so.

use super::{Mixed, Relu, Saved, damped, elementwise, with_settings};

elementwise! {
    /// y = x within 0 to 6, and the nearer end outside.
    ///
    /// Keras: [`relu6`](https://keras.io/api/layers/activations/#relu6-function).
    Relu6: "relu6", kept = (), pooled = Relu,
    value = |_, x| x.max(T::ZERO).min(T::from_f64(6.0)),
    slope = |_, _, y| if y > T::ZERO && y < T::from_f64(6.0) { T::ONE } else { T::ZERO },
}

elementwise! {
    /// y = x within −1 to 1, and the nearer end outside.
    ///
    /// Keras: [`hard_tanh`](https://keras.io/api/layers/activations/#hardtanh-function).
    HardTanh: "hard_tanh", kept = (), pooled = Mixed,
    value = |_, x| x.max(-T::ONE).min(T::ONE),
    slope = |_, _, y| if y > -T::ONE && y < T::ONE { T::ONE } else { T::ZERO },
}

elementwise! {
    /// y = x · (x + 3) / 6 within −3 to 3, 0 below and x above: a `Silu` without an exponential, also called hard swish.
    ///
    /// Keras: [`hard_silu`](https://keras.io/api/layers/activations/#hardsilu-function).
    HardSilu: "hard_silu", kept = Saved<X>, pooled = Mixed,
    value = |_, x| damped(x, (x + T::from_f64(3.0)).max(T::ZERO).min(T::from_f64(6.0)) / T::from_f64(6.0)),
    slope = |_, x, _| {
        if x <= T::from_f64(-3.0) {
            T::ZERO
        } else if x < T::from_f64(3.0) {
            (x + x + T::from_f64(3.0)) / T::from_f64(6.0)
        } else {
            T::ONE
        }
    },
}

elementwise! {
    /// y = (x + 1) / 2 within 0 to 1, and the nearer end outside.
    ///
    /// Keras: [`sparse_sigmoid`](https://keras.io/api/layers/activations/#sparsesigmoid-function).
    SparseSigmoid: "sparse_sigmoid", kept = (), pooled = Mixed,
    value = |_, x| (T::from_f64(0.5) * (x + T::ONE)).max(T::ZERO).min(T::ONE),
    slope = |_, _, y| if y > T::ZERO && y < T::ONE { T::from_f64(0.5) } else { T::ZERO },
}

elementwise! {
    /// y = (x + 1)² / 4 within −1 to 1, 0 below and x above: a smooth `Relu`.
    ///
    /// Keras: [`sparse_plus`](https://keras.io/api/layers/activations/#sparseplus-function).
    SparsePlus: "sparse_plus", kept = Saved<X>, pooled = Mixed,
    value = |_, x| {
        if x <= -T::ONE {
            T::ZERO
        } else if x < T::ONE {
            T::from_f64(0.25) * (x + T::ONE) * (x + T::ONE)
        } else {
            x
        }
    },
    slope = |_, x, _| (T::from_f64(0.5) * (x + T::ONE)).max(T::ZERO).min(T::ONE),
}

with_settings! {
    /// y = x, but 0 within −threshold to threshold.
    ///
    /// `THRESHOLD` is its bits: 0.5 unless said otherwise.
    ///
    /// Keras: [`hard_shrink`](https://keras.io/api/layers/activations/#hardshrink-function).
    HardShrink: "hard_shrink", kept = (), pooled = Mixed,
    settings = { THRESHOLD: "threshold" = 0.5 },
    valid = Self::THRESHOLD >= 0.0, "the threshold of HardShrink cannot be below 0",
    value = |_, x| if x.abs() <= T::from_f64(Self::THRESHOLD) { T::ZERO } else { x },
    slope = |_, _, y| if y == T::ZERO { T::ZERO } else { T::ONE },
}

with_settings! {
    /// y = x brought nearer to 0 by a threshold, and 0 within.
    ///
    /// `THRESHOLD` is its bits: 0.5 unless said otherwise.
    ///
    /// Keras: [`soft_shrink`](https://keras.io/api/layers/activations/#softshrink-function).
    SoftShrink: "soft_shrink", kept = (), pooled = Mixed,
    settings = { THRESHOLD: "threshold" = 0.5 },
    valid = Self::THRESHOLD >= 0.0, "the threshold of SoftShrink cannot be below 0",
    value = |_, x| {
        let threshold = T::from_f64(Self::THRESHOLD);
        if x > threshold {
            x - threshold
        } else if x < -threshold {
            x + threshold
        } else if x.abs() <= threshold {
            T::ZERO
        } else {
            x
        }
    },
    slope = |_, _, y| if y == T::ZERO { T::ZERO } else { T::ONE },
}

with_settings! {
    /// y = x above a threshold, and a default value elsewhere.
    ///
    /// `THRESHOLD` and `DEFAULT` are the bits of both.
    ///
    /// Keras: [`threshold`](https://keras.io/api/layers/activations/#threshold-function).
    Threshold: "threshold", kept = Saved<X>, pooled = Mixed,
    settings = { THRESHOLD: "threshold" = 0.0, DEFAULT: "default_value" = 0.0 },
    valid = Self::THRESHOLD.is_finite() && Self::DEFAULT.is_finite(), "the numbers of Threshold are finite",
    value = |_, x| if x <= T::from_f64(Self::THRESHOLD) { T::from_f64(Self::DEFAULT) } else { x },
    slope = |_, x, _| if x > T::from_f64(Self::THRESHOLD) { T::ONE } else { T::ZERO },
}
