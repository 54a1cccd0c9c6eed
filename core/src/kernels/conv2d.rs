//! Products of a moving window with an image, for images and filters of fixed size.
//!
//! The filters are the columns of a matrix: column (row · width + column) · channels + channel holds what that number of
//! the window adds to each filter. So a row of the window is one run of columns, and lies on one run of the image's
//! numbers: a convolution is a dense product without a copy of the image. Padding is a shorter run.

use super::cover::{Block, cover};
use super::dense::{DEPTH, Sums, add_products, add_to, block_of, part, products, total, turn};
use super::window::Windows;
use super::{Level, single};
use crate::Scalar;

/// y = b + the products of the filters with x at each position.
#[inline(always)]
pub fn convolve<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
>(
    level: L,
    windows: Windows,
    filters: &[[T; F]; PATCH],
    bias: Option<&[T; F]>,
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; F]; OW]; OH],
) {
    if L::SINGLE {
        return single::convolve(windows, filters, bias, x, y);
    }
    let bias = bias.map(<[T; F]>::as_slice);
    let mut work = Convolve::<L, T, W, C, OW, F> {
        level,
        windows,
        filters,
        bias,
        x: x.as_flattened().as_flattened(),
        y,
    };
    cover(&mut work);
}

struct Convolve<'a, L, T, const W: usize, const C: usize, const OW: usize, const F: usize> {
    level: L,
    windows: Windows,
    filters: &'a [[T; F]],
    bias: Option<&'a [T]>,
    x: &'a [T],
    y: &'a mut [[[T; F]; OW]],
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize> Block
    for Convolve<'_, L, T, W, C, OW, F>
{
    const LEN: usize = F;
    const LARGEST: usize = block_of::<L, T>(2);
    const TWICE: bool = true;

    #[inline(always)]
    fn block<const N: usize>(&mut self, at: usize) {
        let whole = self.windows.horizontal.whole(OW);
        for (top, row) in self.y.iter_mut().enumerate() {
            let (before, rest) = row.split_at_mut(whole.start);
            let (inside, after) = rest.split_at_mut(whole.len());
            let place = Place {
                windows: self.windows,
                filters: self.filters,
                x: self.x,
                top,
                at,
            };
            for (left, y) in before.iter_mut().enumerate() {
                place.position::<L, N, W, C>(self.level, left, self.bias, y);
            }
            let (pairs, last) = inside.as_chunks_mut::<2>();
            let after_pairs = whole.start + 2 * pairs.len();
            for (i, pair) in pairs.iter_mut().enumerate() {
                place.pair::<L, N, W, C>(self.level, whole.start + 2 * i, self.bias, pair);
            }
            for y in last {
                place.position::<L, N, W, C>(self.level, after_pairs, self.bias, y);
            }
            for (i, y) in after.iter_mut().enumerate() {
                place.position::<L, N, W, C>(self.level, whole.end + i, self.bias, y);
            }
        }
    }
}

/// One row of positions, for one block of filters.
struct Place<'a, T, const F: usize> {
    windows: Windows,
    filters: &'a [[T; F]],
    x: &'a [T],
    top: usize,
    at: usize,
}

impl<T: Scalar, const F: usize> Place<'_, T, F> {
    /// One position.
    #[inline(always)]
    fn position<L: Level, const N: usize, const W: usize, const C: usize>(
        &self,
        level: L,
        left: usize,
        bias: Option<&[T]>,
        y: &mut [T; F],
    ) {
        let mut sums: Sums<T, 1, N> = [[[T::NOTHING; N]; _]];
        for (window, image) in self.windows.runs::<W>(C, (self.top, left)) {
            let columns = self.filters.get(window).unwrap_or_default();
            add_products(
                level,
                columns,
                [self.x.get(image).unwrap_or_default()],
                self.at,
                &mut sums,
            );
        }
        total(&sums[0], bias, self.at, y);
    }

    /// Two neighbours, whose windows both lie on the image from left to right.
    #[inline(always)]
    fn pair<L: Level, const N: usize, const W: usize, const C: usize>(
        &self,
        level: L,
        left: usize,
        bias: Option<&[T]>,
        [first, second]: &mut [[T; F]; 2],
    ) {
        let step = self.windows.horizontal.stride() * C;
        let mut sums: Sums<T, 2, N> = [[[T::NOTHING; N]; _]; 2];
        for (window, image) in self.windows.runs::<W>(C, (self.top, left)) {
            let columns = self.filters.get(window).unwrap_or_default();
            let x = [image.clone(), image.start + step..image.end + step];
            let x = x.map(|run| self.x.get(run).unwrap_or_default());
            add_products(level, columns, x, self.at, &mut sums);
        }
        total(&sums[0], bias, self.at, first);
        total(&sums[1], bias, self.at, second);
    }
}

/// Adds the gradient of the filters over one sample.
#[inline(always)]
pub fn add_filter_gradients<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
>(
    level: L,
    windows: Windows,
    x: &[[[T; C]; W]; H],
    dy: &[[[T; F]; OW]; OH],
    gradient: &mut [[T; F]; PATCH],
) {
    let x = x.as_flattened().as_flattened();
    let whole = windows.horizontal.whole(OW);
    // Where the window hangs over the edge: position by position.
    for (top, row) in dy.iter().enumerate() {
        for (left, dy) in row.iter().enumerate().filter(|(left, _)| !whole.contains(left)) {
            for (window, image) in windows.runs::<W>(C, (top, left)) {
                let columns = gradient.get_mut(window).unwrap_or_default();
                for (column, &x) in columns.iter_mut().zip(x.get(image).unwrap_or_default()) {
                    for j in 0..F {
                        column[j] = level.mul_add(dy[j], x, column[j]);
                    }
                }
            }
        }
    }
    // Elsewhere: some numbers of the window at a time, over all positions.
    let run = windows.horizontal.window() * C;
    for (row, columns) in gradient.chunks_exact_mut(run).enumerate() {
        let mut work = Gradients::<L, T, W, C, OW, F> {
            level,
            windows,
            x,
            dy,
            row,
            columns,
        };
        cover(&mut work);
    }
}

/// The gradients of one row of the window.
struct Gradients<'a, L, T, const W: usize, const C: usize, const OW: usize, const F: usize> {
    level: L,
    windows: Windows,
    x: &'a [T],
    dy: &'a [[[T; F]; OW]],
    row: usize,
    columns: &'a mut [[T; F]],
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize> Block
    for Gradients<'_, L, T, W, C, OW, F>
{
    const LEN: usize = F;
    const LARGEST: usize = block_of::<L, T>(2);
    const TWICE: bool = false;

    #[inline(always)]
    fn block<const N: usize>(&mut self, at: usize) {
        let mut from = 0;
        let (quads, rest) = self.columns.as_chunks_mut::<4>();
        for quad in quads {
            let mut sums = [[T::ZERO; N]; 4];
            add_window::<L, T, 4, N, W, C, OW, F>(
                self.level,
                self.windows,
                self.x,
                self.dy,
                (self.row, from),
                at,
                &mut sums,
            );
            add_to(quad, at, &sums);
            from += 4;
        }
        for column in rest {
            let mut sums = [[T::ZERO; N]; 1];
            add_window::<L, T, 1, N, W, C, OW, F>(
                self.level,
                self.windows,
                self.x,
                self.dy,
                (self.row, from),
                at,
                &mut sums,
            );
            add_to(core::array::from_mut(column), at, &sums);
            from += 1;
        }
    }
}

/// Adds the products of `R` numbers of the window with a block of the outputs' gradients, over all whole positions.
#[inline(always)]
fn add_window<
    L: Level,
    T: Scalar,
    const R: usize,
    const N: usize,
    const W: usize,
    const C: usize,
    const OW: usize,
    const F: usize,
>(
    level: L,
    windows: Windows,
    x: &[T],
    dy: &[[[T; F]; OW]],
    (row, from): (usize, usize),
    at: usize,
    sums: &mut [[T; N]; R],
) {
    let whole = windows.horizontal.whole(OW);
    let step = windows.horizontal.stride() * C;
    for (top, dy) in dy.iter().enumerate() {
        let Some(image_row) = windows.vertical.cell(top, row) else {
            continue;
        };
        let first = image_row * W * C + windows.horizontal.first(whole.start) * C + from;
        for (i, dy) in dy.get(whole.clone()).unwrap_or_default().iter().enumerate() {
            let (Some(dy), Some(x)) = (part::<T, N>(dy, at), part::<T, R>(x, first + i * step)) else {
                continue;
            };
            for r in 0..R {
                for j in 0..N {
                    sums[r][j] = level.mul_add(dy[j], x[r], sums[r][j]);
                }
            }
        }
    }
}

/// The gradient of the image of one sample.
#[inline(always)]
pub fn image_gradient<
    L: Level,
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KW: usize,
    const PATCH: usize,
>(
    level: L,
    windows: Windows,
    filters: &[[T; F]; PATCH],
    dy: &[[[T; F]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let dx = dx.as_flattened_mut().as_flattened_mut();
    dx.fill(T::ZERO);
    let whole = windows.horizontal.whole(OW);
    // Where the window hangs over the edge: position by position.
    for (top, row) in dy.iter().enumerate() {
        for (left, dy) in row.iter().enumerate().filter(|(left, _)| !whole.contains(left)) {
            for (window, image) in windows.runs::<W>(C, (top, left)) {
                let columns = filters.get(window).unwrap_or_default();
                for (column, dx) in columns.iter().zip(dx.get_mut(image).unwrap_or_default()) {
                    for j in 0..F {
                        *dx = level.mul_add(column[j], dy[j], *dx);
                    }
                }
            }
        }
    }
    // Elsewhere: a row of the window at a time, turned so that what follows runs along the image.
    for (row, columns) in filters.chunks_exact(KW * C).enumerate() {
        let mut work = Spread::<L, T, W, C, OW, F, KW> {
            level,
            windows,
            columns,
            dy,
            row,
            dx,
        };
        cover(&mut work);
    }
}

/// What one row of the window spreads over the image.
struct Spread<'a, L, T, const W: usize, const C: usize, const OW: usize, const F: usize, const KW: usize> {
    level: L,
    windows: Windows,
    columns: &'a [[T; F]],
    dy: &'a [[[T; F]; OW]],
    row: usize,
    dx: &'a mut [T],
}

impl<L: Level, T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize, const KW: usize> Block
    for Spread<'_, L, T, W, C, OW, F, KW>
{
    const LEN: usize = KW * C;
    const LARGEST: usize = block_of::<L, T>(2);
    const TWICE: bool = false;

    #[inline(always)]
    fn block<const N: usize>(&mut self, at: usize) {
        let Some(columns) = part::<[T; F], N>(self.columns, at) else {
            return;
        };
        let whole = self.windows.horizontal.whole(OW);
        let step = self.windows.horizontal.stride() * C;
        let mut from = 0;
        while from < F {
            let mut turned = [[T::ZERO; N]; DEPTH];
            let depth = turn(columns, from, &mut turned);
            let turned = turned.get(..depth).unwrap_or_default();
            for (top, dy) in self.dy.iter().enumerate() {
                let Some(image_row) = self.windows.vertical.cell(top, self.row) else {
                    continue;
                };
                let first = image_row * W * C + self.windows.horizontal.first(whole.start) * C + at;
                let (quads, rest) = dy.get(whole.clone()).unwrap_or_default().as_chunks::<4>();
                for (i, quad) in quads.iter().enumerate() {
                    let sums = products::<L, T, 4, N, F>(self.level, turned, quad, from);
                    for (r, sums) in sums.iter().enumerate() {
                        add_run(self.dx, first + (4 * i + r) * step, sums);
                    }
                }
                for (i, dy) in rest.iter().enumerate() {
                    let sums = products::<L, T, 1, N, F>(self.level, turned, core::array::from_ref(dy), from);
                    add_run(self.dx, first + (4 * quads.len() + i) * step, &sums[0]);
                }
            }
            from += DEPTH;
        }
    }
}

/// `x[at..] += sums`.
#[inline(always)]
fn add_run<T: Scalar, const N: usize>(x: &mut [T], at: usize, sums: &[T; N]) {
    if let Some(x) = x.get_mut(at..).and_then(<[T]>::first_chunk_mut::<N>) {
        for j in 0..N {
            x[j] += sums[j];
        }
    }
}
