//! Activations with a bounded range.

use super::{Mixed, elementwise};

elementwise! {
    /// y = 1 / (1 + e⁻ˣ), between 0 and 1: a probability.
    ///
    /// Keras: [`sigmoid`](https://keras.io/api/layers/activations/#sigmoid-function).
    Sigmoid: "sigmoid", kept = (), pooled = Mixed,
    value = L::sigmoid,
    slope = |_, _, y| y * (T::ONE - y),
}

elementwise! {
    /// y = tanh x, between −1 and 1.
    ///
    /// Keras: [`tanh`](https://keras.io/api/layers/activations/#tanh-function).
    Tanh: "tanh", kept = (), pooled = Mixed,
    value = L::tanh,
    slope = |_, _, y| (T::ONE - y) * (T::ONE + y),
}

elementwise! {
    /// y = (x + 3) / 6 within 0 to 1, and the nearer end outside: a sigmoid of three straight lines.
    ///
    /// Keras: [`hard_sigmoid`](https://keras.io/api/layers/activations/#hardsigmoid-function).
    HardSigmoid: "hard_sigmoid", kept = (), pooled = Mixed,
    value = |_, x| (x + T::from_f64(3.0)).max(T::ZERO).min(T::from_f64(6.0)) / T::from_f64(6.0),
    slope = |_, _, y| if y > T::ZERO && y < T::ONE { T::from_f64(1.0 / 6.0) } else { T::ZERO },
}
