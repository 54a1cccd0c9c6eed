//! Activation functions, and the heads that they make of a model's last layer.
//!
//! `Sigmoid` is the function, as in `Dense<8, Sigmoid>`. `Sigmoid<1>` is the head of a model that ends in one sigmoid
//! unit: the type that losses and metrics are checked against.

use crate::Scalar;
use crate::layers::{Keep, Kept, Plain};

/// An element-wise (or, for softmax, row-wise) function after a layer's sums.
pub trait Activation: Copy + PartialEq + Send + Sync + 'static {
    /// The name as it is written in a model.
    const NAME: &'static str;
    /// What a model that ends in this function and has `UNITS` outputs is, to losses and metrics.
    type Head<const UNITS: usize>: Head;
    /// What the backward pass needs of the sums: [`Kept`] where the derivative cannot be told from the result, else
    /// nothing.
    type Kept<X: Plain>: Keep<X>;

    /// Turns one row of sums (the last axis) into the function's values.
    fn apply<T: Scalar>(row: &mut [T]);

    /// Turns dL/dy into dL/dx for one row, y = f(x). Where [`Activation::Kept`] keeps nothing, `x` is `y`.
    fn differentiate<T: Scalar>(x: &[T], y: &[T], gradient: &mut [T]);
}

/// The end of a model, as losses and metrics see it: the last activation with its number of units.
pub trait Head: 'static {
    /// The head after the values were only put into another shape ([`Flatten`](crate::layers::Flatten)).
    type Reshaped<const UNITS: usize>: Head;
    /// The head after values were taken together ([`MaxPooling2d`](crate::layers::MaxPooling2d)).
    type Pooled<const UNITS: usize>: Head;
}

/// A head that no loss is made for: say what you mean with [`Unpaired`](crate::losses::Unpaired).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mixed<const UNITS: usize>;

impl<const N: usize> Head for Mixed<N> {
    type Reshaped<const UNITS: usize> = Mixed<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

/// y = x. Also the head of a model without a last activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linear<const UNITS: usize = 0>;

impl<const N: usize> Head for Linear<N> {
    type Reshaped<const UNITS: usize> = Linear<UNITS>;
    type Pooled<const UNITS: usize> = Linear<UNITS>;
}

impl Activation for Linear {
    const NAME: &'static str = "Linear";
    type Head<const UNITS: usize> = Linear<UNITS>;
    type Kept<X: Plain> = ();
    #[inline]
    fn apply<T: Scalar>(_: &mut [T]) {}
    #[inline]
    fn differentiate<T: Scalar>(_: &[T], _: &[T], _: &mut [T]) {}
}

/// y = max(x, 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relu<const UNITS: usize = 0>;

impl<const N: usize> Head for Relu<N> {
    type Reshaped<const UNITS: usize> = Relu<UNITS>;
    type Pooled<const UNITS: usize> = Relu<UNITS>;
}

impl Activation for Relu {
    const NAME: &'static str = "Relu";
    type Head<const UNITS: usize> = Relu<UNITS>;
    type Kept<X: Plain> = ();
    #[inline]
    fn apply<T: Scalar>(row: &mut [T]) {
        for x in row {
            *x = x.larger(T::ZERO);
        }
    }
    #[inline]
    fn differentiate<T: Scalar>(_: &[T], y: &[T], gradient: &mut [T]) {
        for (g, &y) in gradient.iter_mut().zip(y) {
            *g = if y > T::ZERO { *g } else { T::ZERO };
        }
    }
}

/// y = 1 / (1 + e⁻ˣ).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sigmoid<const UNITS: usize = 0>;

impl<const N: usize> Head for Sigmoid<N> {
    type Reshaped<const UNITS: usize> = Sigmoid<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl Activation for Sigmoid {
    const NAME: &'static str = "Sigmoid";
    type Head<const UNITS: usize> = Sigmoid<UNITS>;
    type Kept<X: Plain> = ();
    #[inline]
    fn apply<T: Scalar>(row: &mut [T]) {
        for x in row {
            *x = T::ONE / (T::ONE + (-*x).exp());
        }
    }
    #[inline]
    fn differentiate<T: Scalar>(_: &[T], y: &[T], gradient: &mut [T]) {
        for (g, &y) in gradient.iter_mut().zip(y) {
            *g *= y * (T::ONE - y);
        }
    }
}

/// yᵢ = x·Φ(x), Φ the normal distribution: the exact form, as Keras's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gelu<const UNITS: usize = 0>;

impl<const N: usize> Head for Gelu<N> {
    type Reshaped<const UNITS: usize> = Gelu<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl Activation for Gelu {
    const NAME: &'static str = "Gelu";
    type Head<const UNITS: usize> = Gelu<UNITS>;
    type Kept<X: Plain> = Kept<X>;
    #[inline]
    fn apply<T: Scalar>(row: &mut [T]) {
        let half = T::of(0.5);
        for x in row {
            *x = *x * half * (T::ONE + (*x * T::of(core::f64::consts::FRAC_1_SQRT_2)).erf());
        }
    }
    #[inline]
    fn differentiate<T: Scalar>(x: &[T], _: &[T], gradient: &mut [T]) {
        let half = T::of(0.5);
        let density = T::of(0.398_942_280_401_432_7); // 1 / √(2π)
        for (g, &x) in gradient.iter_mut().zip(x) {
            let cumulative = half * (T::ONE + (x * T::of(core::f64::consts::FRAC_1_SQRT_2)).erf());
            *g *= cumulative + x * density * (-half * x * x).exp();
        }
    }
}
