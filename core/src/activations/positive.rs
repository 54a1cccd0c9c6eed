//! Activations with values above 0, for counts and rates.

use super::elementwise;

elementwise! {
    /// y = ln(1 + eˣ), above 0: a smooth `Relu`.
    ///
    /// Keras: [`softplus`](https://keras.io/api/layers/activations/#softplus-function).
    Softplus: "softplus", kept = (), pooled = Softplus,
    value = |l, x| x.max(T::ZERO) + l.ln_1p(l.exp_minus(x.abs())),
    // The derivative is the logistic function of x, which is 1 − e⁻ʸ.
    slope = |_, _, y| -(-y).exp_m1(),
}

elementwise! {
    /// y = eˣ, above 0; ∞ above x = 88.7 in `f32` and 709.7 in `f64`.
    ///
    /// Keras: [`exponential`](https://keras.io/api/layers/activations/#exponential-function).
    Exponential: "exponential", kept = (), pooled = Exponential,
    value = L::exp,
    slope = |_, _, y| y,
}
