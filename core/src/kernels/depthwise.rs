//! Products of a moving kernel with each channel of an image by itself. A sequence is an image of one row.
//!
//! Row tap of the filters holds what that tap multiplies: of each channel `F / C` numbers side by side, which make as many
//! channels of the result. The taps are counted row by row, and each sum starts with the bias and takes them in order.

use core::ops::Range;

use super::Level;
use super::cover::{Block, Rest, cover};
use super::dense::{add_to, block_of};
use super::taps::{TapGrid, Taps};
use crate::Scalar;

/// The channels of `pixel` that the channels from `at` on of the result are made of, each as often as it makes one.
#[cfg_attr(not(debug_assertions), inline(always))]
fn channels<L: Level, T: Scalar, const C: usize, const F: usize, const N: usize>(
    level: L,
    pixel: &[T; C],
    at: usize,
) -> [T; N] {
    if C == F {
        return level.load::<T, N>(pixel, at).map_or([T::ZERO; N], |values| *values);
    }
    let mut values = [T::ZERO; N];
    for (j, value) in values.iter_mut().enumerate() {
        *value = pixel.get((at + j) / (F / C)).copied().unwrap_or(T::ZERO);
    }
    values
}

/// `sums[j] = a[j] · b[j] + sums[j]`.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_products<L: Level, T: Scalar, const N: usize>(level: L, sums: &mut [T; N], a: &[T; N], b: &[T; N]) {
    for j in 0..N {
        sums[j] = level.mul_add(a[j], b[j], sums[j]);
    }
}

/// y = b + the products of each channel's kernel with that channel of x, at each position.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn convolve_channels<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
>(
    level: L,
    taps: TapGrid,
    filters: &[[T; F]],
    bias: Option<&[T; F]>,
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; F]; OW]; OH],
) {
    cover(&mut Work::<L, T, W, C, OW, F> {
        level,
        taps,
        filters,
        bias: bias.map(<[T; F]>::as_slice),
        x,
        y,
    });
}

struct Work<'a, L, T, const W: usize, const C: usize, const OW: usize, const F: usize> {
    level: L,
    taps: TapGrid,
    filters: &'a [[T; F]],
    bias: Option<&'a [T]>,
    x: &'a [[[T; C]; W]],
    y: &'a mut [[[T; F]; OW]],
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize> Block
    for Work<'_, L, T, W, C, OW, F>
{
    const LEN: usize = F;
    const LARGEST: usize = block_of::<L, T>(2);
    const REST: Rest = Rest::Twice;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        const SIDE_BY_SIDE: usize = 4;
        let horizontal = self.taps.horizontal;
        let bias = self.bias.and_then(|bias| self.level.load::<T, N>(bias, at));
        let start = bias.map_or([T::NEG_ZERO; N], |bias| *bias);
        let whole = horizontal.whole(OW, W);
        for top in 0..self.y.len() {
            for left in (0..whole.start).chain(whole.end..OW) {
                self.some::<1, N>(at, &start, (top, left), horizontal.inside(left, W));
            }
            // The last ones begin where they end with the others, and some are computed again.
            let last = whole.end.saturating_sub(SIDE_BY_SIDE);
            let mut left = whole.start;
            while left < whole.end {
                if whole.len() < SIDE_BY_SIDE {
                    self.some::<1, N>(at, &start, (top, left), 0..horizontal.count);
                    left += 1;
                } else {
                    let here = if left < last { left } else { last };
                    self.some::<SIDE_BY_SIDE, N>(at, &start, (top, here), 0..horizontal.count);
                    left += SIDE_BY_SIDE;
                }
            }
        }
    }
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize> Work<'_, L, T, W, C, OW, F> {
    /// The sums of `P` positions side by side, at which these taps of a row of the kernel lie on the image.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn some<const P: usize, const N: usize>(
        &mut self,
        at: usize,
        start: &[T; N],
        (top, left): (usize, usize),
        inside: Range<usize>,
    ) {
        let TapGrid { vertical, horizontal } = self.taps;
        let mut sums = [*start; P];
        for kernel_row in vertical.inside(top, self.x.len()) {
            let Some(image_row) = self.x.get(vertical.step(top, kernel_row)) else {
                return;
            };
            for tap in inside.clone() {
                let filter = self.filters.get(kernel_row * horizontal.count + tap);
                let Some(weights) = filter.and_then(|filter| self.level.load::<T, N>(filter, at)) else {
                    return;
                };
                for (p, sums) in sums.iter_mut().enumerate() {
                    let Some(pixel) = image_row.get(horizontal.step(left + p, tap)) else {
                        return;
                    };
                    let x = channels::<L, T, C, F, N>(self.level, pixel, at);
                    add_products(self.level, sums, &x, &weights);
                }
            }
        }
        let row = self.y.get_mut(top).map_or(&mut [][..], |row| &mut row[..]);
        for (y, sums) in row.iter_mut().skip(left).zip(&sums) {
            self.level.store(y, at, sums);
        }
    }
}

/// Adds the gradient of the filters over one row of positions, `top`, of one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_depthwise_gradients<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
>(
    level: L,
    taps: TapGrid,
    x: &[[[T; C]; W]; H],
    (top, dy): (usize, &[[T; F]; OW]),
    gradient: &mut [[T; F]],
) {
    let TapGrid { vertical, horizontal } = taps;
    for kernel_row in vertical.inside(top, H) {
        let Some(x) = x.get(vertical.step(top, kernel_row)) else {
            return;
        };
        let gradient = gradient.get_mut(kernel_row * horizontal.count..).unwrap_or_default();
        for (tap, gradient) in gradient.iter_mut().take(horizontal.count).enumerate() {
            cover(&mut Gradients::<L, T, W, C, OW, F> {
                level,
                taps: horizontal,
                x,
                dy,
                tap,
                gradient,
            });
        }
    }
}

/// The gradient of one tap over one row of positions.
struct Gradients<'a, L, T, const W: usize, const C: usize, const OW: usize, const F: usize> {
    level: L,
    taps: Taps,
    x: &'a [[T; C]; W],
    dy: &'a [[T; F]; OW],
    tap: usize,
    gradient: &'a mut [T; F],
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize> Block
    for Gradients<'_, L, T, W, C, OW, F>
{
    const LEN: usize = F;
    const LARGEST: usize = block_of::<L, T>(2);
    const REST: Rest = Rest::Smaller;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        let mut sums = [T::ZERO; N];
        for left in self.taps.positions(self.tap, OW, W) {
            let (Some(x), Some(dy)) = (self.x.get(self.taps.step(left, self.tap)), self.dy.get(left)) else {
                return;
            };
            let x = channels::<L, T, C, F, N>(self.level, x, at);
            let Some(dy) = self.level.load::<T, N>(dy, at) else {
                return;
            };
            add_products(self.level, &mut sums, &x, &dy);
        }
        add_to(self.level, core::array::from_mut(self.gradient), at, &[sums]);
    }
}

/// What one row of positions, `top`, adds to the gradient of the image of one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_depthwise_image_gradient<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
>(
    level: L,
    taps: TapGrid,
    filters: &[[T; F]],
    (top, dy): (usize, &[[T; F]; OW]),
    dx: &mut [[[T; C]; W]; H],
) {
    let TapGrid { vertical, horizontal } = taps;
    for kernel_row in vertical.inside(top, H) {
        let Some(dx) = dx.get_mut(vertical.step(top, kernel_row)) else {
            return;
        };
        let filters = filters.get(kernel_row * horizontal.count..).unwrap_or_default();
        for (tap, filter) in filters.iter().take(horizontal.count).enumerate() {
            for left in horizontal.positions(tap, OW, W) {
                let (Some(dx), Some(dy)) = (dx.get_mut(horizontal.step(left, tap)), dy.get(left)) else {
                    return;
                };
                add_pixel(level, filter, dy, dx);
            }
        }
    }
}

/// What one position adds to one pixel.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_pixel<L: Level, T: Scalar, const C: usize, const F: usize>(
    level: L,
    filter: &[T; F],
    dy: &[T; F],
    dx: &mut [T; C],
) {
    if C == F {
        for ((dx, &dy), &weight) in dx.iter_mut().zip(dy).zip(filter) {
            *dx = level.mul_add(dy, weight, *dx);
        }
        return;
    }
    let groups = dy.chunks_exact(F / C).zip(filter.chunks_exact(F / C));
    for (dx, (dy, filter)) in dx.iter_mut().zip(groups) {
        *dx = dy
            .iter()
            .zip(filter)
            .fold(*dx, |sum, (&dy, &weight)| level.mul_add(dy, weight, sum));
    }
}
