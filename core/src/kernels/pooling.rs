//! Largest and mean values of an image's channels.

use super::window::Windows;
use super::{Level, single};
use crate::Scalar;

/// Whether a value takes the place of the largest so far. The first of equals stays, and a NaN once met.
#[inline(always)]
#[expect(clippy::eq_op, reason = "a NaN is what differs from itself")]
fn beats<T: Scalar>(value: T, largest: T) -> bool {
    value > largest || (value != value && largest == largest)
}

/// y = the largest value of each channel under the window, at each position.
#[inline(always)]
pub fn largest<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    _: L,
    windows: Windows,
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; C]; OW]; OH],
) {
    if L::SINGLE {
        return single::largest_under(windows, x, y);
    }
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            let mut largest = [T::of(f64::NEG_INFINITY); C];
            for pixel in windows.pixels(x, (top, left)).flatten() {
                for (largest, &value) in largest.iter_mut().zip(pixel) {
                    *largest = if beats(value, *largest) { value } else { *largest };
                }
            }
            *y = largest;
        }
    }
}

/// dx: each dy where the first largest value under its window lies, and 0 elsewhere.
#[inline(always)]
pub fn largest_gradient<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
    windows: Windows,
    x: &[[[T; C]; W]; H],
    dy: &[[[T; C]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let x = x.as_flattened();
    let dx = dx.as_flattened_mut();
    dx.fill([T::ZERO; C]);
    for (top, row) in dy.iter().enumerate() {
        for (left, dy) in row.iter().enumerate() {
            let mut largest: Option<([T; C], [usize; C])> = None;
            for (_, run) in windows.runs::<W>(1, (top, left)) {
                for at in run {
                    let Some(pixel) = x.get(at) else { continue };
                    let (largest, places) = largest.get_or_insert((*pixel, [at; C]));
                    for ((largest, place), &value) in largest.iter_mut().zip(places).zip(pixel) {
                        if beats(value, *largest) {
                            (*largest, *place) = (value, at);
                        }
                    }
                }
            }
            let places = largest.into_iter().flat_map(|(_, places)| places);
            for (channel, (place, &dy)) in places.zip(dy).enumerate() {
                if let Some(dx) = dx.get_mut(place).and_then(|pixel| pixel.get_mut(channel)) {
                    *dx += dy;
                }
            }
        }
    }
}

/// The mean of each channel.
#[inline(always)]
pub fn mean<T: Scalar, const H: usize, const W: usize, const C: usize>(x: &[[[T; C]; W]; H]) -> [T; C] {
    let mut sums = [T::ZERO; C];
    for pixel in x.as_flattened() {
        for (sum, &value) in sums.iter_mut().zip(pixel) {
            *sum += value;
        }
    }
    sums.map(|sum| sum / T::of((H * W) as f64))
}

/// dx of [`mean`].
#[inline(always)]
pub fn mean_gradient<T: Scalar, const H: usize, const W: usize, const C: usize>(
    dy: &[T; C],
    dx: &mut [[[T; C]; W]; H],
) {
    dx.as_flattened_mut().fill(dy.map(|dy| dy / T::of((H * W) as f64)));
}
