//! Products of a kernel with pixels of an image that lie apart from each other, or with groups of channels. A sequence is an
//! image of one row.
//!
//! A kernel whose pixels lie side by side, and which sees all channels, is [`convolve`](super::convolve)'s. As there, column
//! tap · channels + channel of the filters holds what that number adds to each filter, the taps being counted row by row, and
//! each sum starts with the bias and takes the columns in order.

use core::ops::Range;

use super::cover::{Block, Rest, cover};
use super::dense::{add_outer_products, block_of, transposed_products};
use super::{Level, single};
use crate::Scalar;

/// Where the taps of a kernel lie on a sequence, or on one axis of an image, while it moves over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taps {
    /// How many there are.
    pub count: usize,
    /// How far they move from position to position.
    pub stride: usize,
    /// How far they are apart.
    pub dilation: usize,
    /// How many zeros stand before the sequence.
    pub before: usize,
}

impl Taps {
    /// The taps at a position that lie on a sequence of so many steps.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn inside(self, position: usize, steps: usize) -> Range<usize> {
        let start = position * self.stride;
        let first = self.before.saturating_sub(start).div_ceil(self.dilation);
        let last = (steps + self.before).saturating_sub(start).div_ceil(self.dilation);
        let last = if last < self.count { last } else { self.count };
        if first < last { first..last } else { 0..0 }
    }

    /// The positions, of `output`, at which a tap lies on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn positions(self, tap: usize, output: usize, steps: usize) -> Range<usize> {
        let offset = tap * self.dilation;
        let first = self.before.saturating_sub(offset).div_ceil(self.stride);
        let last = (steps + self.before).saturating_sub(offset).div_ceil(self.stride);
        let last = if last < output { last } else { output };
        if first < last { first..last } else { 0..0 }
    }

    /// The positions, of `output`, at which all taps lie on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn whole(self, output: usize, steps: usize) -> Range<usize> {
        let of_first = self.positions(0, output, steps);
        let of_last = self.positions(self.count.saturating_sub(1), output, steps);
        if of_first.is_empty() || of_last.is_empty() || of_first.start >= of_last.end {
            return 0..0;
        }
        of_first.start..of_last.end
    }

    /// The step under a tap that lies on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn step(self, position: usize, tap: usize) -> usize {
        (position * self.stride + tap * self.dilation).saturating_sub(self.before)
    }
}

/// Where the taps of a kernel lie on an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapGrid {
    /// From row to row.
    pub vertical: Taps,
    /// From column to column.
    pub horizontal: Taps,
}

impl TapGrid {
    /// Those over a sequence, an image of one row.
    pub const fn of_steps(horizontal: Taps) -> Self {
        Self {
            vertical: Taps {
                count: 1,
                stride: 1,
                dilation: 1,
                before: 0,
            },
            horizontal,
        }
    }
}

/// y = b + the products of the filters with x at each position.
///
/// The kernel has `KH` rows of `KW` taps. Each filter sees `PATCH / (KH · KW)` of the `C` channels: those of its group.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn convolve_taps<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
>(
    level: L,
    taps: TapGrid,
    filters: &[[T; F]; PATCH],
    bias: Option<&[T; F]>,
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; F]; OW]; OH],
) {
    if let ([x], [y], true) = (&x[..], &mut y[..], L::SINGLE && PATCH == KH * KW * C) {
        let taps = taps.horizontal;
        for (position, y) in y.iter_mut().enumerate() {
            let inside = taps.inside(position, W);
            let x = x.as_flattened().get(taps.step(position, inside.start) * C..);
            let filters = filters.get(inside.start * C..).unwrap_or_default();
            single::add_taps(
                filters,
                bias,
                x.unwrap_or_default(),
                (inside.len(), C),
                taps.dilation * C,
                y,
            );
        }
        return;
    }
    cover(&mut Work::<L, T, W, C, OW, F, PATCH, KH, KW> {
        level,
        taps,
        filters,
        bias: bias.map(<[T; F]>::as_slice),
        x,
        y,
    });
}

struct Work<
    'a,
    L,
    T,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
> {
    level: L,
    taps: TapGrid,
    filters: &'a [[T; F]; PATCH],
    bias: Option<&'a [T]>,
    x: &'a [[[T; C]; W]],
    y: &'a mut [[[T; F]; OW]],
}

/// What a block of one group's filters is added up of.
struct Place<'a, T, const N: usize> {
    /// The first filter.
    at: usize,
    /// The first channel.
    channel: usize,
    /// What each sum begins with.
    start: &'a [T; N],
}

impl<
    L: Level,
    T: Scalar,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
> Block for Work<'_, L, T, W, C, OW, F, PATCH, KH, KW>
{
    /// The filters of one group.
    const LEN: usize = F * Self::CHANNELS / C;
    const LARGEST: usize = block_of::<L, T>(2);
    const REST: Rest = Rest::Twice;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        for group in 0..C / Self::CHANNELS {
            let at = group * Self::LEN + at;
            let bias = self.bias.and_then(|bias| self.level.load::<T, N>(bias, at));
            let start = bias.map_or([T::NEG_ZERO; N], |bias| *bias);
            let channel = group * Self::CHANNELS;
            let place = Place {
                at,
                channel,
                start: &start,
            };
            for top in 0..self.y.len() {
                self.positions(&place, top);
            }
        }
    }
}

impl<
    L: Level,
    T: Scalar,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
> Work<'_, L, T, W, C, OW, F, PATCH, KH, KW>
{
    /// The channels that a filter sees.
    const CHANNELS: usize = PATCH / (KH * KW);

    /// All positions of one row.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn positions<const N: usize>(&mut self, place: &Place<'_, T, N>, top: usize) {
        const SIDE_BY_SIDE: usize = 4;
        let taps = self.taps.horizontal;
        let whole = taps.whole(OW, W);
        for position in (0..whole.start).chain(whole.end..OW) {
            self.some::<1, N>(place, (top, position), taps.inside(position, W));
        }
        if whole.len() < SIDE_BY_SIDE {
            for position in whole {
                self.some::<1, N>(place, (top, position), 0..KW);
            }
            return;
        }
        // The last ones begin where they end with the others, and some are computed again.
        let last = whole.end - SIDE_BY_SIDE;
        let mut position = whole.start;
        while position < whole.end {
            let here = if position < last { position } else { last };
            self.some::<SIDE_BY_SIDE, N>(place, (top, here), 0..KW);
            position += SIDE_BY_SIDE;
        }
    }

    /// The sums of `P` positions side by side, at which these taps of a row of the kernel lie on the image.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn some<const P: usize, const N: usize>(
        &mut self,
        place: &Place<'_, T, N>,
        (top, left): (usize, usize),
        inside: Range<usize>,
    ) {
        let TapGrid { vertical, horizontal } = self.taps;
        let mut sums = [*place.start; P];
        for kernel_row in vertical.inside(top, self.x.len()) {
            let Some(image_row) = self.x.get(vertical.step(top, kernel_row)) else {
                return;
            };
            for tap in inside.clone() {
                let mut x: [&[T]; P] = [&[]; P];
                for (p, x) in x.iter_mut().enumerate() {
                    let pixel = image_row.get(horizontal.step(left + p, tap));
                    let pixel = pixel.and_then(|pixel| pixel.get(place.channel..)?.get(..Self::CHANNELS));
                    *x = pixel.unwrap_or_default();
                }
                let column = (kernel_row * KW + tap) * Self::CHANNELS;
                let columns = self.filters.get(column..).unwrap_or_default();
                for (channel, column) in columns.iter().take(Self::CHANNELS).enumerate() {
                    let Some(weights) = self.level.load::<T, N>(column, place.at) else {
                        return;
                    };
                    for p in 0..P {
                        let Some(&x) = x[p].get(channel) else { return };
                        self.level.add_product(&mut sums[p], &weights, x);
                    }
                }
            }
        }
        let row = self.y.get_mut(top).map_or(&mut [][..], |row| &mut row[..]);
        for (y, sums) in row.iter_mut().skip(left).zip(&sums) {
            self.level.store(y, place.at, sums);
        }
    }
}

/// Adds the gradient of the filters over one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_tap_gradients<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
>(
    level: L,
    taps: TapGrid,
    x: &[[[T; C]; W]; H],
    dy: &[[[T; F]; OW]; OH],
    gradient: &mut [[T; F]; PATCH],
) {
    let TapGrid { vertical, horizontal } = taps;
    for (kernel_row, columns) in gradient.chunks_mut(PATCH / KH).enumerate() {
        for top in vertical.positions(kernel_row, OH, H) {
            if let (Some(x), Some(dy)) = (x.get(vertical.step(top, kernel_row)), dy.get(top)) {
                add_row_gradients::<_, _, W, C, OW, F, PATCH, KH, KW>(level, horizontal, x, dy, columns);
            }
        }
    }
}

/// The same of one row of the kernel, of the image and of the positions.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_row_gradients<
    L: Level,
    T: Scalar,
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
>(
    level: L,
    taps: Taps,
    x: &[[T; C]; S],
    dy: &[[T; F]; OS],
    gradient: &mut [[T; F]],
) {
    for tap in 0..KW {
        let positions = taps.positions(tap, OS, S);
        let columns = gradient.get_mut(tap * (PATCH / (KH * KW))..).unwrap_or_default();
        if PATCH == KH * KW * C && taps.stride == 1 {
            // All channels of one step after another: those of a dense layer over as many samples.
            let first = taps.step(positions.start, tap);
            let x = x.get(first..).and_then(|x| x.get(..positions.len()));
            if let (Some(x), Some(dy), Some(columns)) = (x, dy.get(positions), columns.first_chunk_mut::<C>()) {
                add_outer_products(level, x, dy, columns);
            }
            continue;
        }
        for position in positions {
            let (Some(x), Some(dy)) = (x.get(taps.step(position, tap)), dy.get(position)) else {
                continue;
            };
            let groups = x
                .chunks_exact(PATCH / (KH * KW))
                .zip(dy.chunks_exact(F * PATCH / (KH * KW * C)));
            for (group, (x, dy)) in groups.enumerate() {
                for (column, &x) in columns.iter_mut().zip(x) {
                    let column = column.get_mut(group * dy.len()..).unwrap_or_default();
                    for (weight, &dy) in column.iter_mut().zip(dy) {
                        *weight = level.mul_add(dy, x, *weight);
                    }
                }
            }
        }
    }
}

/// The gradient of one sample's image.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn tap_image_gradient<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
>(
    level: L,
    taps: TapGrid,
    filters: &[[T; F]; PATCH],
    dy: &[[[T; F]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let TapGrid { vertical, horizontal } = taps;
    for row in &mut *dx {
        *row = [[T::ZERO; C]; W];
    }
    for (kernel_row, columns) in filters.chunks(PATCH / KH).enumerate() {
        for top in vertical.positions(kernel_row, OH, H) {
            if let (Some(dx), Some(dy)) = (dx.get_mut(vertical.step(top, kernel_row)), dy.get(top)) {
                add_row_of_image::<_, _, W, C, OW, F, PATCH, KH, KW>(level, horizontal, columns, dy, dx);
            }
        }
    }
}

/// What one row of the kernel adds to one row of the image.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_row_of_image<
    L: Level,
    T: Scalar,
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const PATCH: usize,
    const KH: usize,
    const KW: usize,
>(
    level: L,
    taps: Taps,
    filters: &[[T; F]],
    dy: &[[T; F]; OS],
    dx: &mut [[T; C]; S],
) {
    /// So many rows are computed before they are added.
    const ROWS: usize = 16;
    for tap in 0..KW {
        let positions = taps.positions(tap, OS, S);
        let columns = filters.get(tap * (PATCH / (KH * KW))..).unwrap_or_default();
        if PATCH == KH * KW * C && taps.stride == 1 {
            let (Some(columns), Some(dy)) = (columns.first_chunk::<C>(), dy.get(positions.clone())) else {
                continue;
            };
            let dx = dx.get_mut(taps.step(positions.start, tap)..).unwrap_or_default();
            for (dx, dy) in dx.chunks_mut(ROWS).zip(dy.chunks(ROWS)) {
                let mut rows = [[T::ZERO; C]; ROWS];
                transposed_products(level, columns, dy, rows.get_mut(..dy.len()).unwrap_or_default());
                for (dx, row) in dx.iter_mut().zip(rows.iter().take(dy.len())) {
                    level.add(dx, row);
                }
            }
            continue;
        }
        for position in positions {
            let (Some(dx), Some(dy)) = (dx.get_mut(taps.step(position, tap)), dy.get(position)) else {
                continue;
            };
            let groups = dx.chunks_exact_mut(PATCH / (KH * KW));
            for (group, (dx, dy)) in groups.zip(dy.chunks_exact(F * PATCH / (KH * KW * C))).enumerate() {
                for (dx, column) in dx.iter_mut().zip(columns) {
                    let column = column.get(group * dy.len()..).unwrap_or_default();
                    *dx = dy
                        .iter()
                        .zip(column)
                        .fold(*dx, |sum, (&dy, &w)| level.mul_add(dy, w, sum));
                }
            }
        }
    }
}
