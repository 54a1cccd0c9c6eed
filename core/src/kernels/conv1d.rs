//! Products of a kernel with the steps of a sequence that lie apart from each other, or with groups of channels.
//!
//! A kernel whose steps lie side by side, and which sees all channels, is one over an image of height 1:
//! [`convolve`](super::convolve). As there, column tap · channels + channel of the filters holds what that number adds to
//! each filter, and each sum starts with the bias and takes the columns in order.

use core::ops::Range;

use super::cover::{Block, Rest, cover};
use super::dense::{add_outer_products, block_of, transposed_products};
use super::{Level, single};
use crate::Scalar;

/// Where the taps of a kernel lie on a sequence while it moves over it.
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
    fn inside(self, position: usize, steps: usize) -> Range<usize> {
        let start = position * self.stride;
        let first = self.before.saturating_sub(start).div_ceil(self.dilation);
        let last = (steps + self.before).saturating_sub(start).div_ceil(self.dilation);
        let last = if last < self.count { last } else { self.count };
        if first < last { first..last } else { 0..0 }
    }

    /// The positions, of `output`, at which a tap lies on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn positions(self, tap: usize, output: usize, steps: usize) -> Range<usize> {
        let offset = tap * self.dilation;
        let first = self.before.saturating_sub(offset).div_ceil(self.stride);
        let last = (steps + self.before).saturating_sub(offset).div_ceil(self.stride);
        let last = if last < output { last } else { output };
        if first < last { first..last } else { 0..0 }
    }

    /// The positions, of `output`, at which all taps lie on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn whole(self, output: usize, steps: usize) -> Range<usize> {
        let first = self.positions(0, output, steps).start;
        let last = self.positions(self.count.saturating_sub(1), output, steps).end;
        if first < last { first..last } else { 0..0 }
    }

    /// The step under a tap that lies on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn step(self, position: usize, tap: usize) -> usize {
        (position * self.stride + tap * self.dilation).saturating_sub(self.before)
    }
}

/// y = b + the products of the filters with x at each position.
///
/// `COUNT` is the number of taps. Each filter sees `PATCH / COUNT` of the `C` channels: those of its group.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn convolve_taps<
    L: Level,
    T: Scalar,
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const PATCH: usize,
    const COUNT: usize,
>(
    level: L,
    taps: Taps,
    filters: &[[T; F]; PATCH],
    bias: Option<&[T; F]>,
    x: &[[T; C]; S],
    y: &mut [[T; F]; OS],
) {
    if L::SINGLE && PATCH == COUNT * C {
        for (position, y) in y.iter_mut().enumerate() {
            let inside = taps.inside(position, S);
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
    cover(&mut Work::<L, T, C, F, PATCH, COUNT> {
        level,
        taps,
        filters,
        bias: bias.map(<[T; F]>::as_slice),
        x,
        y,
    });
}

struct Work<'a, L, T, const C: usize, const F: usize, const PATCH: usize, const COUNT: usize> {
    level: L,
    taps: Taps,
    filters: &'a [[T; F]; PATCH],
    bias: Option<&'a [T]>,
    x: &'a [[T; C]],
    y: &'a mut [[T; F]],
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

impl<L: Level, T: Scalar, const C: usize, const F: usize, const PATCH: usize, const COUNT: usize> Block
    for Work<'_, L, T, C, F, PATCH, COUNT>
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
            self.positions(&Place {
                at,
                channel,
                start: &start,
            });
        }
    }
}

impl<L: Level, T: Scalar, const C: usize, const F: usize, const PATCH: usize, const COUNT: usize>
    Work<'_, L, T, C, F, PATCH, COUNT>
{
    /// The channels that a filter sees.
    const CHANNELS: usize = PATCH / COUNT;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn positions<const N: usize>(&mut self, place: &Place<'_, T, N>) {
        const SIDE_BY_SIDE: usize = 4;
        let whole = self.taps.whole(self.y.len(), self.x.len());
        for position in (0..whole.start).chain(whole.end..self.y.len()) {
            self.some::<1, N>(place, position, self.taps.inside(position, self.x.len()));
        }
        if whole.len() < SIDE_BY_SIDE {
            for position in whole {
                self.some::<1, N>(place, position, 0..COUNT);
            }
            return;
        }
        // The last ones begin where they end with the others, and some are computed again.
        let last = whole.end - SIDE_BY_SIDE;
        let mut position = whole.start;
        while position < whole.end {
            self.some::<SIDE_BY_SIDE, N>(place, if position < last { position } else { last }, 0..COUNT);
            position += SIDE_BY_SIDE;
        }
    }

    /// The sums of `P` positions side by side, at which these taps lie on the sequence.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn some<const P: usize, const N: usize>(&mut self, place: &Place<'_, T, N>, position: usize, inside: Range<usize>) {
        let mut sums = [*place.start; P];
        for tap in inside {
            let mut x: [&[T]; P] = [&[]; P];
            for (p, x) in x.iter_mut().enumerate() {
                let row = self.x.get(self.taps.step(position + p, tap));
                let row = row.and_then(|row| row.get(place.channel..)?.get(..Self::CHANNELS));
                *x = row.unwrap_or_default();
            }
            let columns = self.filters.get(tap * Self::CHANNELS..).unwrap_or_default();
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
        for (y, sums) in self.y.iter_mut().skip(position).zip(&sums) {
            self.level.store(y, place.at, sums);
        }
    }
}

/// Adds the gradient of the filters over one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_tap_gradients<
    L: Level,
    T: Scalar,
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const PATCH: usize,
    const COUNT: usize,
>(
    level: L,
    taps: Taps,
    x: &[[T; C]; S],
    dy: &[[T; F]; OS],
    gradient: &mut [[T; F]; PATCH],
) {
    for tap in 0..COUNT {
        let positions = taps.positions(tap, OS, S);
        let columns = gradient.get_mut(tap * (PATCH / COUNT)..).unwrap_or_default();
        if PATCH == COUNT * C && taps.stride == 1 {
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
                .chunks_exact(PATCH / COUNT)
                .zip(dy.chunks_exact(F * PATCH / (COUNT * C)));
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

/// The gradient of one sample's sequence.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn sequence_gradient<
    L: Level,
    T: Scalar,
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const PATCH: usize,
    const COUNT: usize,
>(
    level: L,
    taps: Taps,
    filters: &[[T; F]; PATCH],
    dy: &[[T; F]; OS],
    dx: &mut [[T; C]; S],
) {
    /// So many rows are computed before they are added.
    const ROWS: usize = 16;
    *dx = [[T::ZERO; C]; S];
    for tap in 0..COUNT {
        let positions = taps.positions(tap, OS, S);
        let columns = filters.get(tap * (PATCH / COUNT)..).unwrap_or_default();
        if PATCH == COUNT * C && taps.stride == 1 {
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
            let groups = dx.chunks_exact_mut(PATCH / COUNT);
            for (group, (dx, dy)) in groups.zip(dy.chunks_exact(F * PATCH / (COUNT * C))).enumerate() {
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
