//! The activation of classifiers.

use super::{Activation, Head, Mixed, PlainData};
use crate::Scalar;
use crate::kernels::{self, Level};

/// yᵢ = e^xᵢ / Σⱼ e^xⱼ over the last axis: probabilities of classes that sum to 1.
///
/// The row's largest value is taken off first, so nothing overflows. Where the largest is infinite, those as large share
/// the whole. A softmax over the channels of an image is none after a [`Flatten`](crate::layers::Flatten), so its head
/// does not survive another shape.
///
/// Keras: [`softmax`](https://keras.io/api/layers/activations/#softmax-function).
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, Softmax};
///
/// let mut row = [1e4, 1e4, -1e4];
/// <Softmax>::apply(Plain, &mut row);
/// assert_eq!(row, [0.5, 0.5, 0.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Softmax<const UNITS: usize = 0>;

impl<const N: usize> Head for Softmax<N> {
    type Reshaped<const UNITS: usize> = Mixed<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl Activation for Softmax {
    const NAME: &'static str = "Softmax";
    const STEM: &'static str = "softmax";
    const ROW_WISE: bool = true;
    type Head<const UNITS: usize> = Softmax<UNITS>;
    type Sums<X: PlainData> = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        let largest = reduce::<L, T>(row, T::from_f64(f64::NEG_INFINITY), T::max);
        // ∞ − ∞ would be NaN.
        super::map(level, row, |level, x| {
            level.exp_minus(if x == largest { T::ZERO } else { largest - x })
        });
        let sum = reduce::<L, T>(row, T::ZERO, |a, b| a + b);
        super::map(level, row, |_, x| x / sum);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(_: L, _: &[T], y: &[T], gradient: &mut [T]) {
        let mean: T = y.iter().zip(&*gradient).map(|(&y, &gradient)| y * gradient).sum();
        for (gradient, &y) in gradient.iter_mut().zip(y) {
            *gradient = y * (*gradient - mean);
        }
    }
}

/// yᵢ = xᵢ − ln Σⱼ e^xⱼ over the last axis: the logarithms of a [`Softmax`].
///
/// Keras: [`log_softmax`](https://keras.io/api/layers/activations/#logsoftmax-function).
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, LogSoftmax};
///
/// let mut row = [1e4, 1e4, -1e4];
/// <LogSoftmax>::apply(Plain, &mut row);
/// assert_eq!(row, [-2.0_f64.ln(), -2.0_f64.ln(), -2e4 - 2.0_f64.ln()]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSoftmax<const UNITS: usize = 0>;

impl<const N: usize> Head for LogSoftmax<N> {
    type Reshaped<const UNITS: usize> = Mixed<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl Activation for LogSoftmax {
    const NAME: &'static str = "LogSoftmax";
    const STEM: &'static str = "log_softmax";
    const ROW_WISE: bool = true;
    type Head<const UNITS: usize> = LogSoftmax<UNITS>;
    type Sums<X: PlainData> = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        let largest = reduce::<L, T>(row, T::from_f64(f64::NEG_INFINITY), T::max);
        let mut sum = T::ZERO;
        super::map(level, row, |_, x| if x == largest { T::ZERO } else { x - largest });
        for &x in &*row {
            sum += level.exp_minus(-x);
        }
        let logarithm = sum.ln();
        super::map(level, row, |_, x| x - logarithm);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(level: L, _: &[T], y: &[T], gradient: &mut [T]) {
        let sum: T = gradient.iter().copied().sum();
        for (gradient, &y) in gradient.iter_mut().zip(y) {
            *gradient -= level.exp_minus(-y) * sum;
        }
    }
}

/// Folds a row into one number, as eight rows side by side where registers hold so many: one order of adding up for every
/// such CPU.
#[cfg_attr(not(debug_assertions), inline(always))]
fn reduce<L: Level, T: Scalar>(row: &mut [T], start: T, fold: impl Fn(T, T) -> T) -> T {
    if L::SINGLE {
        let mut folded = start;
        kernels::for_each_no_unroll(row, |_, x| folded = fold(folded, *x));
        return folded;
    }
    let (chunks, rest) = row.as_chunks::<8>();
    let mut lanes = [start; 8];
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = fold(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = fold(*lane, x);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    fold(fold(fold(a, e), fold(c, g)), fold(fold(b, f), fold(d, h)))
}
