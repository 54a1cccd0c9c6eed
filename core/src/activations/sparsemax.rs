//! Keras's sparsemax.

use super::{Activation, Head, Mixed, PlainData, Saved};
use crate::Scalar;
use crate::kernels::Level;

/// yᵢ = max(xᵢ − τ, 0) over the last axis, with Keras's threshold τ.
///
/// Of a row in falling order s₁ ≥ s₂ ≥ …, with the sums cⱼ = s₁ + … + sⱼ, the support is the k first ones for which
/// sⱼ > (cⱼ − 1) / j. Keras 3 takes τ = (c₁ + … + cₖ − 1) / k, as is done here, so that its numbers come out. In Martins and
/// Astudillo 2016 it is (cₖ − 1) / k, with which the row sums to 1: both are the same where the support is one number.
///
/// Keras: [`sparsemax`](https://keras.io/api/layers/activations/#sparsemax-function).
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, Sparsemax};
///
/// let mut row = [2.0, 0.5, -3.0];
/// <Sparsemax>::apply(Plain, &mut row);
/// assert_eq!(row, [1.0, 0.0, 0.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sparsemax<const UNITS: usize = 0>;

impl<const N: usize> Head for Sparsemax<N> {
    type Reshaped<const UNITS: usize> = Mixed<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

/// The place of a number of a row among all in falling order, and the sum of those up to it. Of equals the first comes first.
#[inline(always)]
fn place_of<T: Scalar>(row: &[T], i: usize, x: T) -> (usize, T) {
    let (mut place, mut sum) = (0, x);
    for (j, &other) in row.iter().enumerate() {
        if other > x || other == x && j < i {
            place += 1;
            sum += other;
        }
    }
    (place, sum)
}

/// Whether a number at this place belongs to the support.
#[inline(always)]
fn is_supported<T: Scalar>(x: T, place: usize, sum: T) -> bool {
    x > (sum - T::ONE) / T::from_f64((place + 1) as f64)
}

/// The numbers of the support: τ, and how many they are.
#[inline(always)]
fn threshold<T: Scalar>(row: &[T]) -> (T, usize) {
    // Without a sorted copy, for which there is no room: each number looks for its own place.
    let (mut total, mut count) = (T::ZERO, 0);
    for (i, &x) in row.iter().enumerate() {
        let (place, sum) = place_of(row, i, x);
        if is_supported(x, place, sum) {
            total += sum;
            count += 1;
        }
    }
    // Of numbers there is always one. (Of NaNs there is none, and their quotient is one.)
    ((total - T::ONE) / T::from_f64(count as f64), count)
}

impl Activation for Sparsemax {
    const NAME: &'static str = "Sparsemax";
    const STEM: &'static str = "sparsemax";
    const ROW_WISE: bool = true;
    type Head<const UNITS: usize> = Sparsemax<UNITS>;
    type Sums<X: PlainData> = Saved<X>;

    #[inline(always)]
    fn apply<L: Level, T: Scalar>(_: L, row: &mut [T]) {
        let (threshold, _) = threshold(row);
        for x in row {
            let y = *x - threshold;
            // A NaN stays.
            *x = if y < T::ZERO { T::ZERO } else { y };
        }
    }

    /// A number of the support is in τ as often as there are sums from it on, divided by k.
    #[inline(always)]
    fn differentiate<L: Level, T: Scalar>(_: L, x: &[T], y: &[T], gradient: &mut [T]) {
        let (_, count) = threshold(x);
        let mut through_threshold = T::ZERO;
        for (&y, gradient) in y.iter().zip(&mut *gradient) {
            if y > T::ZERO {
                through_threshold += *gradient;
            } else {
                *gradient = T::ZERO;
            }
        }
        let through_threshold = through_threshold / T::from_f64(count as f64);
        for (i, (&number, gradient)) in x.iter().zip(gradient).enumerate() {
            let (place, sum) = place_of(x, i, number);
            if is_supported(number, place, sum) {
                *gradient -= through_threshold * T::from_f64(count.saturating_sub(place) as f64);
            }
        }
    }
}
