//! Largest and mean values of channels.

use super::inside;
use super::window::Windows;
use super::{Level, single};
use crate::Scalar;

/// The larger of two values: the first of equals, and a NaN where there is one.
#[cfg_attr(not(debug_assertions), inline(always))]
#[expect(clippy::eq_op, reason = "a NaN is what differs from itself")]
fn larger<T: Scalar>(first: T, second: T) -> T {
    let larger = if second > first { second } else { first };
    if second == second { larger } else { second }
}

/// y = the largest value of each channel under the window, at each position.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn max_pool<
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
        return single::max_pool(windows, x, y);
    }
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            let mut largest = [T::from_f64(f64::NEG_INFINITY); C];
            for pixel in windows.pixels(x, (top, left)).flatten() {
                for (largest, &value) in largest.iter_mut().zip(pixel) {
                    *largest = larger(*largest, value);
                }
            }
            *y = largest;
        }
    }
}

/// dx: each dy where the first largest value y under its window lies, and 0 elsewhere. A NaN has no gradient.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn max_pool_gradient<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    windows: Windows,
    x: &[[[T; C]; W]; H],
    y: &[[[T; C]; OW]; OH],
    dy: &[[[T; C]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let x = x.as_flattened();
    let dx = dx.as_flattened_mut();
    dx.fill([T::ZERO; C]);
    for (top, (y, dy)) in y.iter().zip(dy).enumerate() {
        for (left, (y, dy)) in y.iter().zip(dy).enumerate() {
            // What has not found its place yet.
            let mut left_over = *dy;
            for (_, run) in windows.runs::<W>(1, (top, left)) {
                let (x, dx) = (inside::run(x, run.clone()), inside::run_mut(dx, run));
                for (x, dx) in x.iter().zip(dx) {
                    for c in 0..C {
                        let here = if x[c] == y[c] { left_over[c] } else { T::ZERO };
                        left_over[c] = if x[c] == y[c] { T::ZERO } else { left_over[c] };
                        dx[c] += here;
                    }
                }
            }
        }
    }
}

/// y = the mean of each channel under the window, at each position; what lies beyond the image does not count.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn average_pool<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
    windows: Windows,
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; C]; OW]; OH],
) {
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            let mut sums = [T::ZERO; C];
            let mut count = 0;
            for pixel in windows.pixels(x, (top, left)).flatten() {
                for (sum, &value) in sums.iter_mut().zip(pixel) {
                    *sum += value;
                }
                count += 1;
            }
            let count = T::from_f64(f64::from(count));
            *y = sums.map(|sum| sum / count);
        }
    }
}

/// dx of [`average_pool`]: each dy in equal parts to what its window holds.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn average_pool_gradient<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
>(
    windows: Windows,
    dy: &[[[T; C]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let dx = dx.as_flattened_mut();
    dx.fill([T::ZERO; C]);
    for (top, dy) in dy.iter().enumerate() {
        for (left, dy) in dy.iter().enumerate() {
            let count: usize = windows.runs::<W>(1, (top, left)).map(|(_, run)| run.len()).sum();
            let part = dy.map(|dy| dy / T::from_f64(count as f64));
            for (_, run) in windows.runs::<W>(1, (top, left)) {
                for dx in dx.get_mut(run).unwrap_or_default() {
                    for (dx, &part) in dx.iter_mut().zip(&part) {
                        *dx += part;
                    }
                }
            }
        }
    }
}

/// The largest value of each channel, over all positions.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn global_max_pool<T: Scalar, const C: usize>(x: &[[T; C]]) -> [T; C] {
    let mut largest = [T::from_f64(f64::NEG_INFINITY); C];
    for position in x {
        for (largest, &value) in largest.iter_mut().zip(position) {
            *largest = larger(*largest, value);
        }
    }
    largest
}

/// dx of [`global_max_pool`]: each dy where the first largest value lies, and 0 elsewhere. A NaN has no gradient.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn global_max_pool_gradient<T: Scalar, const C: usize>(x: &[[T; C]], y: &[T; C], dy: &[T; C], dx: &mut [[T; C]]) {
    // What has not found its place yet.
    let mut left_over = *dy;
    for (x, dx) in x.iter().zip(dx) {
        for c in 0..C {
            let is_largest = x[c] == y[c];
            dx[c] = if is_largest { left_over[c] } else { T::ZERO };
            left_over[c] = if is_largest { T::ZERO } else { left_over[c] };
        }
    }
}

/// The mean of each channel, over all positions.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn global_average_pool<T: Scalar, const C: usize>(x: &[[T; C]]) -> [T; C] {
    let mut sums = [T::ZERO; C];
    for position in x {
        for (sum, &value) in sums.iter_mut().zip(position) {
            *sum += value;
        }
    }
    sums.map(|sum| sum / T::from_f64(x.len() as f64))
}

/// dx of [`global_average_pool`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn global_average_pool_gradient<T: Scalar, const C: usize>(dy: &[T; C], dx: &mut [[T; C]]) {
    let count = T::from_f64(dx.len() as f64);
    dx.fill(dy.map(|dy| dy / count));
}
