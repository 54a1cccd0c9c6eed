//! Products of a moving window with an image, for images and filters of fixed size.
//!
//! The filters are the columns of a matrix: column (row · width + column) · channels + channel holds what that number of
//! the window adds to each filter. So a row of the window is one run of columns, and lies on one run of the image's
//! numbers: a convolution is a dense product without a copy of the image. Padding is a shorter run.

use super::cover::{Block, Rest, cover};
use super::dense::{DEPTH, add_to, block_of, products, rest, transpose};
use super::inside::{at as value_at, at_mut, part, part_mut, run, run_mut};
use super::window::Windows;
use super::{Level, single};
use crate::Scalar;

/// y = b + the products of the filters with x at each position.
///
/// Each sum starts with the bias and is added up in the order of the filters' columns, whatever the CPU.
#[cfg_attr(not(debug_assertions), inline(always))]
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
    const REST: Rest = rest::<L, T>(Rest::Twice);

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        let whole = self.windows.horizontal.whole(OW);
        let bias = self.bias.and_then(|bias| self.level.load::<T, N>(bias, at));
        let start = bias.map_or([T::NEG_ZERO; N], |bias| *bias);
        for (top, row) in self.y.iter_mut().enumerate() {
            let place = Place::<T, N, F> {
                windows: self.windows,
                filters: self.filters,
                x: self.x,
                top,
                at,
                start,
            };
            for left in (0..whole.start).chain(whole.end..OW) {
                place.position::<L, W, C>(self.level, left, row);
            }
            let mut groups = Groups::<L, T, N, W, C, F> {
                level: self.level,
                place,
                first: whole.start,
                row: run_mut(row, whole.clone()),
            };
            groups.all();
        }
    }
}

/// One row of positions, for one block of filters.
struct Place<'a, T, const N: usize, const F: usize> {
    windows: Windows,
    filters: &'a [[T; F]],
    x: &'a [T],
    top: usize,
    at: usize,
    /// What each sum begins with.
    start: [T; N],
}

impl<T: Scalar, const N: usize, const F: usize> Place<'_, T, N, F> {
    /// One position, at which the window may hang over the edge.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn position<L: Level, const W: usize, const C: usize>(&self, level: L, left: usize, row: &mut [[T; F]]) {
        let mut sums = [self.start];
        for (window, image) in self.windows.runs::<W>(C, (self.top, left)) {
            let columns = run(self.filters, window);
            add_run_of_columns(level, columns, run(self.x, image), 0, self.at, &mut sums);
        }
        if let Some(y) = at_mut(row, left) {
            level.store(y, self.at, &sums[0]);
        }
    }

    /// `P` neighbours, whose windows all lie on the image from left to right.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn group<L: Level, const P: usize, const W: usize, const C: usize>(
        &self,
        level: L,
        left: usize,
        row: &mut [[T; F]; P],
    ) {
        let Windows { vertical, horizontal } = self.windows;
        // Both lengths are constants, so that no product has to ask whether its numbers are there.
        let (run, step) = (horizontal.window() * C, horizontal.stride() * C);
        let (window_rows, image_rows) = vertical.overlap(self.top);
        let mut sums = [self.start; P];
        for (window_row, image_row) in window_rows.zip(image_rows) {
            let first = (image_row * W + horizontal.first(left)) * C;
            let (Some(columns), Some(x)) = (
                slice(self.filters, window_row * run, run),
                slice(self.x, first, run + (P - 1) * step),
            ) else {
                continue;
            };
            add_run_of_columns(level, columns, x, step, self.at, &mut sums);
        }
        for (y, sums) in row.iter_mut().zip(&sums) {
            level.store(y, self.at, sums);
        }
    }
}

/// Adds the products of a run of columns: with the numbers of `x` from 0, from `step`, from 2 · `step` on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_run_of_columns<L: Level, T: Scalar, const P: usize, const N: usize, const F: usize>(
    level: L,
    columns: &[[T; F]],
    x: &[T],
    step: usize,
    at: usize,
    sums: &mut [[T; N]; P],
) {
    for (k, column) in columns.iter().enumerate() {
        let Some(weights) = level.load::<T, N>(column, at) else {
            return;
        };
        for p in 0..P {
            let Some(&x) = value_at(x, k + p * step) else { return };
            level.add_product(&mut sums[p], &weights, x);
        }
    }
}

/// `len` values from `at` on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn slice<X>(all: &[X], at: usize, len: usize) -> Option<&[X]> {
    let found = all.get(at..).and_then(|rest| rest.get(..len));
    debug_assert!(found.is_some(), "{len} values from {at} on of {}", all.len());
    found
}

/// The positions of one row at which the whole window lies on the image, some side by side.
struct Groups<'a, 'y, L, T, const N: usize, const W: usize, const C: usize, const F: usize> {
    level: L,
    place: Place<'a, T, N, F>,
    first: usize,
    row: &'y mut [[T; F]],
}

impl<L: Level, T: Scalar, const N: usize, const W: usize, const C: usize, const F: usize>
    Groups<'_, '_, L, T, N, W, C, F>
{
    /// All positions, in as few groups as registers allow, all of one size. The last group begins where it ends with the
    /// row, and computes some positions again.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn all(&mut self) {
        let groups = self.row.len().div_ceil(7);
        match self.row.len().div_ceil(groups.max(1)) {
            0 => {}
            1 => self.of::<1>(),
            2 => self.of::<2>(),
            3 => self.of::<3>(),
            4 => self.of::<4>(),
            5 => self.of::<5>(),
            6 => self.of::<6>(),
            _ => self.of::<7>(),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn of<const P: usize>(&mut self) {
        let last = self.row.len().saturating_sub(P);
        let mut at = 0;
        while at < self.row.len() {
            let here = if at < last { at } else { last };
            if let Some(row) = part_mut::<_, P>(self.row, here) {
                self.place.group::<L, P, W, C>(self.level, self.first + here, row);
            }
            at += P;
        }
    }
}

/// Adds the gradient of the filters over one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
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
                let columns = run_mut(gradient, window);
                for (column, &x) in columns.iter_mut().zip(run(x, image)) {
                    level.add_product(column, dy, x);
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
    const REST: Rest = rest::<L, T>(Rest::Smaller);

    #[cfg_attr(not(debug_assertions), inline(always))]
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
            add_to(self.level, quad, at, &sums);
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
            add_to(self.level, core::array::from_mut(column), at, &sums);
            from += 1;
        }
    }
}

/// Adds the products of `R` numbers of the window with a block of the outputs' gradients, over all whole positions.
#[cfg_attr(not(debug_assertions), inline(always))]
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
        for (i, dy) in run(dy, whole.clone()).iter().enumerate() {
            let (Some(dy), Some(x)) = (level.load::<T, N>(dy, at), part::<T, R>(x, first + i * step)) else {
                continue;
            };
            for r in 0..R {
                level.add_product(&mut sums[r], &dy, x[r]);
            }
        }
    }
}

/// The gradient of the image of one sample.
#[cfg_attr(not(debug_assertions), inline(always))]
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
                let columns = run(filters, window);
                for (column, dx) in columns.iter().zip(run_mut(dx, image)) {
                    for j in 0..F {
                        *dx = level.mul_add(column[j], dy[j], *dx);
                    }
                }
            }
        }
    }
    // Elsewhere: a row of the window at a time, transposed so that what follows runs along the image.
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
    const REST: Rest = Rest::Smaller;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        let Some(columns) = part::<[T; F], N>(self.columns, at) else {
            return;
        };
        let whole = self.windows.horizontal.whole(OW);
        let step = self.windows.horizontal.stride() * C;
        let mut from = 0;
        while from < F {
            let mut transposed = [[T::ZERO; N]; DEPTH];
            let depth = transpose(columns, from, &mut transposed);
            let transposed = run(&transposed, ..depth);
            for (top, dy) in self.dy.iter().enumerate() {
                let Some(image_row) = self.windows.vertical.cell(top, self.row) else {
                    continue;
                };
                let first = image_row * W * C + self.windows.horizontal.first(whole.start) * C + at;
                let (quads, rest) = run(dy, whole.clone()).as_chunks::<4>();
                for (i, quad) in quads.iter().enumerate() {
                    let sums = products::<L, T, 4, N, F>(self.level, transposed, quad, from);
                    for (r, sums) in sums.iter().enumerate() {
                        add_run(self.level, self.dx, first + (4 * i + r) * step, sums);
                    }
                }
                for (i, dy) in rest.iter().enumerate() {
                    let sums = products::<L, T, 1, N, F>(self.level, transposed, core::array::from_ref(dy), from);
                    add_run(self.level, self.dx, first + (4 * quads.len() + i) * step, &sums[0]);
                }
            }
            from += DEPTH;
        }
    }
}

/// `x[at..] += sums`.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_run<L: Level, T: Scalar, const N: usize>(level: L, x: &mut [T], at: usize, sums: &[T; N]) {
    if let Some(x) = part_mut::<T, N>(x, at) {
        level.add(x, sums);
    }
}
