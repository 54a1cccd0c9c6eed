//! Products of a matrix of fixed size with one vector, or with a tile of them.
//!
//! A sum over the inputs is always added up in the same order, whatever the CPU and however many vectors go side by
//! side, so that a sample's result does not depend on its neighbours, and CPUs differ only by the rounding of the fused
//! multiply-add. Few outputs have [`PARTS`] interleaved partial sums each (input i goes to part i mod 4), which are added
//! up as ((0 + 2) + (1 + 3)) + bias. Where there are [`WIDE`] outputs or more, each has one sum, which begins with the bias.

use core::borrow::Borrow;

use super::cover::{Block, Rest, cover};
use super::inside::{at as value_at, part, run};
use super::{Level, single};
use crate::Scalar;

/// The partial sums of a sum over inputs: enough to keep a CPU busy that needs four cycles for one addition.
pub(super) const PARTS: usize = 4;

/// From so many outputs on their sums keep a CPU busy by their number.
pub(super) const WIDE: usize = 128;

/// From so many bytes on a column is a page, or near it: then going from column to column costs more than the products.
pub(super) const LONG: usize = 2048;

/// So many long columns are read side by side, each from its start to its end.
pub(super) const STREAMS: usize = 16;

/// The numbers of a column that are transposed at a time.
pub(super) const DEPTH: usize = 64;

/// The largest block for a kernel that keeps `vectors` registers per row of accumulators.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn block_of<L: Level, T>(vectors: usize) -> usize {
    vectors * L::REGISTER / size_of::<T>()
}

/// What becomes of the rest of an axis where work may be done twice: of few outputs, a part of the one register that has room
/// for all of them.
#[cfg_attr(not(debug_assertions), inline(always))]
const fn rest_of_few<L: Level, T>() -> Rest {
    let bytes = if L::REGISTER > 32 { 32 } else { L::REGISTER };
    Rest::TwiceOrBeyond(bytes / size_of::<T>())
}

/// What becomes of the rest of an axis at this level.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn rest<L: Level, T>(without_parts: Rest) -> Rest {
    if L::PARTS {
        Rest::Beyond(block_of::<L, T>(1))
    } else {
        without_parts
    }
}

/// The `P` partial sums of `R` vectors times one block of outputs.
type Sums<T, const R: usize, const P: usize, const N: usize> = [[[T; N]; P]; R];

/// Adds the products of a run of inputs to the partial sums; the run starts at a multiple of [`PARTS`].
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_products<L: Level, T: Scalar, const R: usize, const P: usize, const N: usize, const O: usize>(
    level: L,
    columns: &[[T; O]],
    x: [&[T]; R],
    at: usize,
    sums: &mut Sums<T, R, P, N>,
) {
    let (quads, rest) = columns.as_chunks::<PARTS>();
    let x = x.map(<[T]>::as_chunks::<PARTS>);
    for (k, quad) in quads.iter().enumerate() {
        for p in 0..PARTS {
            let Some(weights) = level.load::<T, N>(&quad[p], at) else {
                return;
            };
            for r in 0..R {
                let Some(x) = value_at(x[r].0, k) else { return };
                level.add_product(&mut sums[r][p % P], &weights, x[p]);
            }
        }
    }
    for (p, column) in rest.iter().enumerate() {
        let Some(weights) = level.load::<T, N>(column, at) else {
            return;
        };
        for r in 0..R {
            let Some(&x) = value_at(x[r].1, p) else { return };
            level.add_product(&mut sums[r][p % P], &weights, x);
        }
    }
}

/// Adds the products of each [`PARTS`]th input from `p` on to one partial sum.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_products_of_part<L: Level, T: Scalar, const N: usize, const O: usize>(
    level: L,
    columns: &[[T; O]],
    x: &[T],
    p: usize,
    at: usize,
    sums: &mut [T; N],
) {
    let (quads, rest) = columns.as_chunks::<PARTS>();
    let (quads_x, rest_x) = x.as_chunks::<PARTS>();
    let mut part = *sums;
    for (quad, x) in quads.iter().zip(quads_x) {
        let Some(weights) = level.load::<T, N>(&quad[p], at) else {
            return;
        };
        level.add_product(&mut part, &weights, x[p]);
    }
    if let (Some(column), Some(&x)) = (rest.get(p), rest_x.get(p))
        && let Some(weights) = level.load::<T, N>(column, at)
    {
        level.add_product(&mut part, &weights, x);
    }
    *sums = part;
}

/// The sum of the parts of `I` products, and the bias. Of fewer products than parts, the compiler leaves out those that hold
/// nothing.
#[cfg_attr(not(debug_assertions), inline(always))]
fn total<L: Level, T: Scalar, const I: usize, const N: usize>(
    level: L,
    [a, b, c, d]: &[[T; N]; PARTS],
    bias: Option<&[T]>,
    at: usize,
    y: &mut [T],
) {
    let bias = bias
        .and_then(|bias| level.load::<T, N>(bias, at))
        .map_or([T::NEG_ZERO; N], |bias| *bias);
    let mut sums = *a;
    if N == 1 && I >= PARTS {
        sums[0] = T::sum_of_four([a[0], b[0], c[0], d[0]]);
    } else {
        let mut others = *b;
        level.add(&mut sums, c);
        level.add(&mut others, d);
        level.add(&mut sums, &others);
    }
    level.add(&mut sums, &bias);
    level.store(y, at, &sums);
}

/// `y = W·x + b`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn affine<L: Level, T: Scalar, const I: usize, const O: usize>(
    level: L,
    columns: &[[T; O]; I],
    bias: Option<&[T; O]>,
    x: &[T; I],
    y: &mut [T; O],
) {
    struct Work<'a, L, T, const I: usize, const O: usize> {
        level: L,
        columns: &'a [[T; O]; I],
        bias: Option<&'a [T; O]>,
        x: &'a [T; I],
        y: &'a mut [T; O],
    }
    impl<L: Level, T: Scalar, const I: usize, const O: usize> Block for Work<'_, L, T, I, O> {
        const LEN: usize = O;
        const LARGEST: usize = block_of::<L, T>(if O >= block_of::<L, T>(8) { 4 } else { 2 });
        // Of one sample, the chain of sums counts: a part of a long register is no sooner there than a short register.
        const REST: Rest = rest_of_few::<L, T>();

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let mut sums: Sums<T, 1, PARTS, N> = [[[T::NEG_ZERO; N]; _]];
            if N > block_of::<L, T>(2) {
                // Part by part: all parts have no room in the registers, and so each input is loaded for twice as many outputs.
                for (p, sums) in sums[0].iter_mut().enumerate() {
                    add_products_of_part(self.level, self.columns, self.x, p, at, sums);
                }
            } else {
                add_products(self.level, self.columns, [self.x], at, &mut sums);
            }
            total::<L, T, I, N>(self.level, &sums[0], self.bias.map(<[T; O]>::as_slice), at, self.y);
        }
    }
    if L::SINGLE {
        return single::affine(columns, bias, x, y);
    }
    if const { O >= WIDE } {
        return wide::<L, T, &[T; I], 8, I, O>(level, columns, bias, &[x], core::slice::from_mut(y));
    }
    cover(&mut Work {
        level,
        columns,
        bias,
        x,
        y,
    });
}

/// `y = W·x + b` for each row of a tile: the same bits as [`affine`] gives.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn affine_rows<L: Level, T: Scalar, X: Borrow<[T; I]>, const I: usize, const O: usize>(
    level: L,
    columns: &[[T; O]; I],
    bias: Option<&[T; O]>,
    x: &[X],
    y: &mut [[T; O]],
) {
    struct Work<'a, L, T, X, const I: usize, const O: usize> {
        level: L,
        columns: &'a [[T; O]; I],
        bias: Option<&'a [T; O]>,
        x: &'a [X],
        y: &'a mut [[T; O]],
    }
    impl<L: Level, T: Scalar, X: Borrow<[T; I]>, const I: usize, const O: usize> Block for Work<'_, L, T, X, I, O> {
        const LEN: usize = O;
        const LARGEST: usize = block_of::<L, T>(if L::REGISTER == 64 { 2 } else { 1 });
        const REST: Rest = rest::<L, T>(rest_of_few::<L, T>());

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let bias = self.bias.map(<[T; O]>::as_slice);
            let (pairs, last) = self.x.as_chunks::<2>();
            let (pairs_y, last_y) = self.y.as_chunks_mut::<2>();
            for ([a, b], [ya, yb]) in pairs.iter().zip(pairs_y) {
                let mut sums: Sums<T, 2, PARTS, N> = [[[T::NEG_ZERO; N]; _]; _];
                add_products(self.level, self.columns, [a.borrow(), b.borrow()], at, &mut sums);
                total::<L, T, I, N>(self.level, &sums[0], bias, at, ya);
                total::<L, T, I, N>(self.level, &sums[1], bias, at, yb);
            }
            for (x, y) in last.iter().zip(last_y) {
                let mut sums: Sums<T, 1, PARTS, N> = [[[T::NEG_ZERO; N]; _]; _];
                add_products(self.level, self.columns, [x.borrow()], at, &mut sums);
                total::<L, T, I, N>(self.level, &sums[0], bias, at, y);
            }
        }
    }
    if let ([x], [y]) = (x, &mut *y) {
        return affine(level, columns, bias, x.borrow(), y);
    }
    if L::SINGLE {
        return x
            .iter()
            .zip(y)
            .for_each(|(x, y)| single::affine(columns, bias, x.borrow(), y));
    }
    if const { O >= WIDE } {
        if const { L::REGISTER == 64 } {
            wide::<L, T, X, 4, I, O>(level, columns, bias, x, y);
        } else {
            wide::<L, T, X, 2, I, O>(level, columns, bias, x, y);
        }
        return;
    }
    cover(&mut Work {
        level,
        columns,
        bias,
        x,
        y,
    });
}

/// `y = W·x + b` for each row, each sum in order, `V` registers of a row side by side.
#[cfg_attr(not(debug_assertions), inline(always))]
fn wide<L: Level, T: Scalar, X: Borrow<[T; I]>, const V: usize, const I: usize, const O: usize>(
    level: L,
    columns: &[[T; O]; I],
    bias: Option<&[T; O]>,
    x: &[X],
    y: &mut [[T; O]],
) {
    /// The products of some columns.
    struct Work<'a, L, T, X, const V: usize, const I: usize, const O: usize> {
        level: L,
        columns: &'a [[T; O]],
        /// The first of them.
        first: usize,
        bias: Option<&'a [T; O]>,
        x: &'a [X],
        y: &'a mut [[T; O]],
    }
    impl<L: Level, T: Scalar, X: Borrow<[T; I]>, const V: usize, const I: usize, const O: usize> Block
        for Work<'_, L, T, X, V, I, O>
    {
        const LEN: usize = O;
        const LARGEST: usize = block_of::<L, T>(V);
        const REST: Rest = rest::<L, T>(Rest::Smaller);

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let (quads, last) = self.x.as_chunks::<4>();
            let (quads_y, last_y) = self.y.as_chunks_mut::<4>();
            for (x, y) in quads.iter().zip(quads_y) {
                let x = x.each_ref().map(|x| inputs(x.borrow(), self.first, self.columns.len()));
                rows::<L, T, 4, N, O>(self.level, self.columns, self.first, self.bias, x, at, y);
            }
            for (x, y) in last.iter().zip(last_y) {
                let x = [inputs(x.borrow(), self.first, self.columns.len())];
                let y = core::array::from_mut(y);
                rows::<L, T, 1, N, O>(self.level, self.columns, self.first, self.bias, x, at, y);
            }
        }
    }
    let run = if size_of::<[T; O]>() < LONG { I.max(1) } else { STREAMS };
    for (i, columns) in columns.chunks(run).enumerate() {
        cover(&mut Work::<L, T, X, V, I, O> {
            level,
            columns,
            first: i * run,
            bias,
            x,
            y,
        });
    }
}

/// The inputs of some columns.
#[cfg_attr(not(debug_assertions), inline(always))]
fn inputs<T, const I: usize>(x: &[T; I], first: usize, count: usize) -> &[T] {
    run(run(x, first..), ..count)
}

/// Goes on with `N` sums of each of `R` rows; the first columns begin with the bias.
#[cfg_attr(not(debug_assertions), inline(always))]
fn rows<L: Level, T: Scalar, const R: usize, const N: usize, const O: usize>(
    level: L,
    columns: &[[T; O]],
    first: usize,
    bias: Option<&[T; O]>,
    x: [&[T]; R],
    at: usize,
    y: &mut [[T; O]; R],
) {
    let mut sums: Sums<T, R, 1, N> = [[[T::NEG_ZERO; N]]; R];
    for (sums, y) in sums.iter_mut().zip(&*y) {
        let before = if first == 0 { bias } else { Some(y) };
        if let Some(before) = before.and_then(|before| level.load::<T, N>(before, at)) {
            sums[0] = *before;
        }
    }
    add_products(level, columns, x, at, &mut sums);
    for (y, [sums]) in y.iter_mut().zip(&sums) {
        level.store(y, at, sums);
    }
}

/// `sum += row` for each row.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_rows<L: Level, T: Scalar, const O: usize>(level: L, rows: &[[T; O]], sum: &mut [T; O]) {
    struct Work<'a, L, T, const O: usize> {
        rows: &'a [[T; O]],
        sum: &'a mut [T; O],
        level: L,
    }
    impl<L: Level, T: Scalar, const O: usize> Block for Work<'_, L, T, O> {
        const LEN: usize = O;
        const LARGEST: usize = block_of::<L, T>(4);
        const REST: Rest = rest::<L, T>(Rest::Smaller);

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let mut sums = [T::NEG_ZERO; N];
            for row in self.rows.iter().filter_map(|row| self.level.load::<T, N>(row, at)) {
                self.level.add(&mut sums, &row);
            }
            add_to(self.level, core::array::from_mut(self.sum), at, &[sums]);
        }
    }
    cover(&mut Work { rows, sum, level });
}

/// `G += Σ dy·xᵀ`: the gradient of a matrix over a tile.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn add_outer_products<L: Level, T: Scalar, const I: usize, const O: usize>(
    level: L,
    x: &[[T; I]],
    dy: &[[T; O]],
    gradient: &mut [[T; O]; I],
) {
    struct Work<'a, L, T, const I: usize, const O: usize> {
        level: L,
        x: &'a [[T; I]],
        dy: &'a [[T; O]],
        /// The first of the columns.
        first: usize,
        columns: &'a mut [[T; O]],
    }
    impl<L: Level, T: Scalar, const I: usize, const O: usize> Block for Work<'_, L, T, I, O> {
        const LEN: usize = O;
        const LARGEST: usize = block_of::<L, T>(if L::REGISTER == 64 { 4 } else { 2 });
        const REST: Rest = rest::<L, T>(Rest::Smaller);

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let (quads, rest) = self.columns.as_chunks_mut::<4>();
            let last = self.first + quads.len() * 4;
            for (k, quad) in quads.iter_mut().enumerate() {
                add_outer(
                    self.level,
                    self.x,
                    self.dy,
                    self.first + k * 4,
                    at,
                    quad as &mut [[T; O]; 4],
                    [[T::ZERO; N]; 4],
                );
            }
            for (k, column) in rest.iter_mut().enumerate() {
                let column = core::array::from_mut(column);
                add_outer(self.level, self.x, self.dy, last + k, at, column, [[T::ZERO; N]; 1]);
            }
        }
    }
    let run = if size_of::<[T; O]>() < LONG { I.max(1) } else { STREAMS };
    for (i, columns) in gradient.chunks_mut(run).enumerate() {
        cover(&mut Work {
            level,
            x,
            dy,
            first: i * run,
            columns,
        });
    }
}

/// `R` columns of the gradient from `i` on, `N` outputs from `at` on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_outer<L: Level, T: Scalar, const R: usize, const N: usize, const I: usize, const O: usize>(
    level: L,
    x: &[[T; I]],
    dy: &[[T; O]],
    i: usize,
    at: usize,
    columns: &mut [[T; O]; R],
    mut sums: [[T; N]; R],
) {
    for (x, dy) in x.iter().zip(dy) {
        let (Some(x), Some(dy)) = (part::<T, R>(x, i), level.load::<T, N>(dy, at)) else {
            return;
        };
        for r in 0..R {
            level.add_product(&mut sums[r], &dy, x[r]);
        }
    }
    add_to(level, columns, at, &sums);
}

/// `columns += sums`, for a block of their numbers.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn add_to<L: Level, T: Scalar, const R: usize, const N: usize, const F: usize>(
    level: L,
    columns: &mut [[T; F]; R],
    at: usize,
    sums: &[[T; N]; R],
) {
    for (column, sums) in columns.iter_mut().zip(sums) {
        if let Some(old) = level.load::<T, N>(column, at) {
            let mut values = *old;
            level.add(&mut values, sums);
            level.store(column, at, &values);
        }
    }
}

/// `dx = Wᵀ·dy` for each row of a tile.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn transposed_products<L: Level, T: Scalar, const I: usize, const O: usize>(
    level: L,
    columns: &[[T; O]; I],
    dy: &[[T; O]],
    dx: &mut [[T; I]],
) {
    struct Work<'a, L, T, const I: usize, const O: usize> {
        level: L,
        columns: &'a [[T; O]; I],
        dy: &'a [[T; O]],
        dx: &'a mut [[T; I]],
    }
    impl<L: Level, T: Scalar, const I: usize, const O: usize> Block for Work<'_, L, T, I, O> {
        const LEN: usize = I;
        const LARGEST: usize = block_of::<L, T>(if L::REGISTER == 64 { 4 } else { 2 });
        const REST: Rest = Rest::Smaller;

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let Some(columns) = part::<[T; O], N>(self.columns, at) else {
                return;
            };
            let mut from = 0;
            while from < O {
                let mut transposed = [[T::ZERO; N]; DEPTH];
                let depth = transpose(columns, from, &mut transposed);
                let transposed = run(&transposed, ..depth);
                let (quads, rest) = self.dy.as_chunks::<4>();
                let (quads_x, rest_x) = self.dx.as_chunks_mut::<4>();
                for (dy, dx) in quads.iter().zip(quads_x) {
                    add_transposed::<L, T, 4, N, I, O>(self.level, transposed, dy, from, at, dx);
                }
                for (dy, dx) in rest.iter().zip(rest_x) {
                    let (dy, dx) = (core::array::from_ref(dy), core::array::from_mut(dx));
                    add_transposed::<L, T, 1, N, I, O>(self.level, transposed, dy, from, at, dx);
                }
                from += DEPTH;
            }
        }
    }
    cover(&mut Work { level, columns, dy, dx });
}

/// Turns `N` columns into rows, a run of [`DEPTH`] numbers from `from` on, so that what follows runs along the columns.
/// The number of rows that there were.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn transpose<T: Scalar, const N: usize, const O: usize>(
    columns: &[[T; O]; N],
    from: usize,
    transposed: &mut [[T; N]; DEPTH],
) -> usize {
    for (j, column) in columns.iter().enumerate() {
        for (transposed, &w) in transposed.iter_mut().zip(run(column, from..)) {
            transposed[j] = w;
        }
    }
    DEPTH.min(O - from)
}

/// Turned columns times `R` rows of gradients, from output `from` on.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn products<L: Level, T: Scalar, const R: usize, const N: usize, const O: usize>(
    level: L,
    transposed: &[[T; N]],
    dy: &[[T; O]; R],
    from: usize,
) -> [[T; N]; R] {
    let mut sums = [[T::ZERO; N]; R];
    for (k, weights) in transposed.iter().enumerate() {
        for r in 0..R {
            let Some(&dy) = value_at(&dy[r], from + k) else {
                return sums;
            };
            level.add_product(&mut sums[r], weights, dy);
        }
    }
    sums
}

/// Adds a run of outputs' products to `N` inputs' gradients of `R` rows; the first run overwrites them.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_transposed<L: Level, T: Scalar, const R: usize, const N: usize, const I: usize, const O: usize>(
    level: L,
    transposed: &[[T; N]],
    dy: &[[T; O]; R],
    from: usize,
    at: usize,
    dx: &mut [[T; I]; R],
) {
    let sums = products(level, transposed, dy, from);
    if from > 0 {
        return add_to(level, dx, at, &sums);
    }
    for (dx, sums) in dx.iter_mut().zip(&sums) {
        level.store(dx, at, sums);
    }
}
