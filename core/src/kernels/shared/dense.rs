//! Products of a matrix with a tile of vectors.

#[cfg(feature = "train")]
use super::Gradients;
use super::{Block, Blocks, Samples, cover};
use crate::Scalar;
#[cfg(feature = "train")]
use crate::kernels::dense::DEPTH;
use crate::kernels::dense::{LONG, PARTS, STREAMS, WIDE};
use crate::kernels::{Level, Task};

/// What a densely connected layer computes with.
#[derive(Debug, Clone, Copy)]
pub struct Affine<'a, T> {
    /// The number of inputs.
    pub inputs: usize,
    /// The number of outputs.
    pub outputs: usize,
    /// What each input adds to the outputs, input by input.
    pub kernel: &'a [T],
    /// What is added to the sums, where there is anything.
    pub bias: Option<&'a [T]>,
}

impl<T> Affine<'_, T> {
    /// Whether the numbers are as many as the sizes say.
    fn fits(&self) -> bool {
        self.kernel.len() == self.inputs * self.outputs && self.bias.is_none_or(|bias| bias.len() == self.outputs)
    }

    /// How many columns are read side by side: those of a page or more from their start to their end.
    fn columns_at_a_time(&self) -> usize {
        if self.outputs * size_of::<T>() < LONG {
            self.inputs.max(1)
        } else {
            STREAMS
        }
    }
}

/// `y = W·x + b` for each sample.
pub(super) struct Forward<'a, T> {
    pub(super) layer: Affine<'a, T>,
    pub(super) x: Samples<'a, T>,
    pub(super) y: &'a mut [T],
}

impl<T: Scalar> Task for Forward<'_, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, level: L) {
        let Self { layer, x, y } = self;
        let rows = y.len().checked_div(layer.outputs).unwrap_or(0);
        let fits = layer.fits() && x.are(rows, layer.inputs) && y.len() == rows * layer.outputs;
        debug_assert!(fits, "as many numbers as the layer's sizes say");
        if !fits {
            return;
        }
        let mut sums = Sums {
            level,
            layer,
            x,
            y: y.as_mut_ptr(),
            rows,
            first: 0,
            count: layer.inputs,
        };
        if layer.outputs < WIDE {
            if L::REGISTER == 64 {
                cover::<L, T, _>(layer.outputs, &mut Narrow::<_, true>(sums));
            } else {
                cover::<L, T, _>(layer.outputs, &mut Narrow::<_, false>(sums));
            }
            return;
        }
        let run = layer.columns_at_a_time();
        for first in (0..layer.inputs.max(1)).step_by(run) {
            (sums.first, sums.count) = (first, run.min(layer.inputs - first));
            cover::<L, T, _>(layer.outputs, &mut sums);
        }
    }
}

/// The sums of each row, `count` inputs of them from `first` on.
struct Sums<'a, L, T> {
    level: L,
    layer: Affine<'a, T>,
    x: Samples<'a, T>,
    y: *mut T,
    rows: usize,
    first: usize,
    count: usize,
}

/// Each of few outputs with [`PARTS`] sums, `DOUBLE`: two registers of them.
struct Narrow<W, const DOUBLE: bool>(W);

impl<L: Level, T: Scalar, const DOUBLE: bool> Blocks for Narrow<Sums<'_, L, T>, DOUBLE> {
    const DOUBLE: bool = DOUBLE;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let mut row = 0;
        while row + 2 <= self.0.rows {
            self.0.in_parts::<2, N, PART>(row, block);
            row += 2;
        }
        if row < self.0.rows {
            self.0.in_parts::<1, N, PART>(row, block);
        }
    }
}

/// Each of many outputs with one sum.
impl<L: Level, T: Scalar> Blocks for Sums<'_, L, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let mut row = 0;
        while row + 4 <= self.rows {
            self.in_order::<4, N, PART>(row, block);
            row += 4;
        }
        while row < self.rows {
            self.in_order::<1, N, PART>(row, block);
            row += 1;
        }
    }
}

impl<L: Level, T: Scalar> Sums<'_, L, T> {
    /// What the sums end with, or begin with.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bias<const N: usize, const PART: bool>(&self, block: Block<N, PART>) -> [T; N] {
        match self.layer.bias {
            // SAFETY: a block lies within the outputs, and there is a bias for each.
            Some(bias) => *unsafe { block.read::<L, T>(self.level, bias.as_ptr().wrapping_add(block.at)) },
            None => [T::NEG_ZERO; N],
        }
    }

    /// `R` rows from `row` on, [`PARTS`] sums an output.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn in_parts<const R: usize, const N: usize, const PART: bool>(&mut self, row: usize, block: Block<N, PART>) {
        let Affine {
            inputs,
            outputs,
            kernel,
            ..
        } = self.layer;
        let mut sums = [[[T::NEG_ZERO; N]; PARTS]; R];
        let x: [*const T; R] = core::array::from_fn(|r| self.x.start(row + r, inputs));
        let mut column = kernel.as_ptr().wrapping_add(block.at);
        let mut i = 0;
        while i + PARTS <= inputs {
            for p in 0..PARTS {
                // SAFETY: `column` is at the block in column `i + p`, of `inputs`.
                let weights = unsafe { block.read::<L, T>(self.level, column) };
                for r in 0..R {
                    // SAFETY: each row has `inputs` numbers.
                    let x = unsafe { *x[r].wrapping_add(i + p) };
                    self.level.add_product(&mut sums[r][p], &weights, x);
                }
                column = column.wrapping_add(outputs);
            }
            i += PARTS;
        }
        for p in 0..PARTS - 1 {
            if i + p < inputs {
                // SAFETY: as above.
                let weights = unsafe { block.read::<L, T>(self.level, column) };
                for r in 0..R {
                    // SAFETY: as above.
                    let x = unsafe { *x[r].wrapping_add(i + p) };
                    self.level.add_product(&mut sums[r][p], &weights, x);
                }
                column = column.wrapping_add(outputs);
            }
        }
        let bias = self.bias(block);
        for (r, [a, b, c, d]) in sums.iter().enumerate() {
            let (mut sums, mut others) = (*a, *b);
            self.level.add(&mut sums, c);
            self.level.add(&mut others, d);
            self.level.add(&mut sums, &others);
            self.level.add(&mut sums, &bias);
            // SAFETY: the block of a row of `y`.
            unsafe { block.write(self.y.wrapping_add((row + r) * outputs + block.at), &sums) };
        }
    }

    /// `R` rows from `row` on, one sum an output.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn in_order<const R: usize, const N: usize, const PART: bool>(&mut self, row: usize, block: Block<N, PART>) {
        let Affine {
            inputs,
            outputs,
            kernel,
            ..
        } = self.layer;
        let x: [*const T; R] = core::array::from_fn(|r| self.x.start(row + r, inputs));
        let mut sums = [self.bias(block); R];
        if self.first > 0 {
            for (r, sums) in sums.iter_mut().enumerate() {
                // SAFETY: the block of a row of `y`.
                *sums = *unsafe { block.read::<L, T>(self.level, self.y.wrapping_add((row + r) * outputs + block.at)) };
            }
        }
        let mut column = kernel.as_ptr().wrapping_add(self.first * outputs + block.at);
        for i in self.first..self.first + self.count {
            // SAFETY: `column` is at the block in column `i`, of `inputs`.
            let weights = unsafe { block.read::<L, T>(self.level, column) };
            for r in 0..R {
                // SAFETY: each row has `inputs` numbers.
                let x = unsafe { *x[r].wrapping_add(i) };
                self.level.add_product(&mut sums[r], &weights, x);
            }
            column = column.wrapping_add(outputs);
        }
        for (r, sums) in sums.iter().enumerate() {
            // SAFETY: the block of a row of `y`.
            unsafe { block.write(self.y.wrapping_add((row + r) * outputs + block.at), sums) };
        }
    }
}

/// The gradients of bias, kernel and inputs.
#[cfg(feature = "train")]
pub(super) struct Backward<'a, T> {
    pub(super) layer: Affine<'a, T>,
    pub(super) x: &'a [T],
    pub(super) dy: &'a [T],
    pub(super) gradients: Gradients<'a, T>,
}

#[cfg(feature = "train")]
impl<T: Scalar> Task for Backward<'_, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, level: L) {
        let Self {
            layer,
            x,
            dy,
            gradients,
        } = self;
        let rows = dy.len().checked_div(layer.outputs).unwrap_or(0);
        let fits = layer.fits()
            && dy.len() == rows * layer.outputs
            && x.len() == rows * layer.inputs
            && gradients.kernel.len() == layer.kernel.len()
            && gradients.bias.as_ref().is_none_or(|bias| bias.len() == layer.outputs)
            && gradients.x.as_ref().is_none_or(|dx| dx.len() == x.len());
        debug_assert!(fits, "as many numbers as the layer's sizes say");
        if !fits {
            return;
        }
        if let Some(bias) = gradients.bias {
            add_rows(level, dy, bias);
        }
        let mut outer = Outer {
            level,
            layer,
            x: x.as_ptr(),
            dy: dy.as_ptr(),
            rows,
            gradient: gradients.kernel.as_mut_ptr(),
            first: 0,
            last: layer.inputs,
        };
        let run = layer.columns_at_a_time();
        for first in (0..layer.inputs).step_by(run) {
            (outer.first, outer.last) = (first, layer.inputs.min(first + run));
            cover::<L, T, _>(layer.outputs, &mut outer);
        }
        if let Some(dx) = gradients.x {
            let mut work = Transposed {
                level,
                layer,
                dy: dy.as_ptr(),
                rows,
                dx: dx.as_mut_ptr(),
            };
            cover::<L, T, _>(layer.inputs, &mut work);
        }
    }
}

/// `sum += row` for each of the rows.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn add_rows<L: Level, T: Scalar>(level: L, rows: &[T], sum: &mut [T]) {
    struct Work<'a, L, T> {
        level: L,
        rows: &'a [T],
        width: usize,
        sum: *mut T,
    }
    impl<L: Level, T: Scalar> Blocks for Work<'_, L, T> {
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
            let mut sums = [T::NEG_ZERO; N];
            for row in self.rows.chunks_exact(self.width) {
                // SAFETY: a block lies within a row.
                let terms = unsafe { block.read::<L, T>(self.level, row.as_ptr().wrapping_add(block.at)) };
                self.level.add(&mut sums, &terms);
            }
            // SAFETY: there are as many sums as a row has numbers.
            unsafe { block.add(self.level, self.sum.wrapping_add(block.at), &sums) };
        }
    }
    let mut work = Work {
        level,
        rows,
        width: sum.len(),
        sum: sum.as_mut_ptr(),
    };
    cover::<L, T, _>(sum.len(), &mut work);
}

/// `G += Σ dy·xᵀ`, for the columns from `first` to `last`.
#[cfg(feature = "train")]
struct Outer<'a, L, T> {
    level: L,
    layer: Affine<'a, T>,
    x: *const T,
    dy: *const T,
    rows: usize,
    gradient: *mut T,
    first: usize,
    last: usize,
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Blocks for Outer<'_, L, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let mut i = self.first;
        while i + 4 <= self.last {
            self.columns::<4, N, PART>(i, block);
            i += 4;
        }
        while i < self.last {
            self.columns::<1, N, PART>(i, block);
            i += 1;
        }
    }
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Outer<'_, L, T> {
    /// `R` columns from `i` on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn columns<const R: usize, const N: usize, const PART: bool>(&mut self, i: usize, block: Block<N, PART>) {
        let Affine { inputs, outputs, .. } = self.layer;
        let mut sums = [[T::ZERO; N]; R];
        let (mut x, mut dy) = (self.x.wrapping_add(i), self.dy.wrapping_add(block.at));
        for _ in 0..self.rows {
            // SAFETY: the block of a row of `dy`.
            let terms = unsafe { block.read::<L, T>(self.level, dy) };
            for r in 0..R {
                // SAFETY: column `i + r` of a row of `x`.
                let x = unsafe { *x.wrapping_add(r) };
                self.level.add_product(&mut sums[r], &terms, x);
            }
            (x, dy) = (x.wrapping_add(inputs), dy.wrapping_add(outputs));
        }
        for (r, sums) in sums.iter().enumerate() {
            // SAFETY: the block of column `i + r`.
            unsafe {
                block.add(
                    self.level,
                    self.gradient.wrapping_add((i + r) * outputs + block.at),
                    sums,
                );
            };
        }
    }
}

/// `dx = Wᵀ·dy` for each row.
#[cfg(feature = "train")]
struct Transposed<'a, L, T> {
    level: L,
    layer: Affine<'a, T>,
    dy: *const T,
    rows: usize,
    dx: *mut T,
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Blocks for Transposed<'_, L, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let outputs = self.layer.outputs;
        for from in (0..outputs).step_by(DEPTH) {
            let mut turned = [[T::ZERO; N]; DEPTH];
            let depth = DEPTH.min(outputs - from);
            let columns = self.layer.kernel.as_ptr().wrapping_add(block.at * outputs + from);
            // SAFETY: a block lies within the inputs, of which each has a column of `outputs` numbers.
            unsafe { transpose(columns, outputs, (block.count, depth), &mut turned) };
            let mut row = 0;
            while row + 4 <= self.rows {
                self.products::<4, N, PART>(&turned[..depth], from, row, block);
                row += 4;
            }
            while row < self.rows {
                self.products::<1, N, PART>(&turned[..depth], from, row, block);
                row += 1;
            }
        }
    }
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Transposed<'_, L, T> {
    /// Turned columns times `R` rows of gradients from `row` on, from output `from` on. The first run overwrites.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn products<const R: usize, const N: usize, const PART: bool>(
        &mut self,
        turned: &[[T; N]],
        from: usize,
        row: usize,
        block: Block<N, PART>,
    ) {
        let Affine { inputs, outputs, .. } = self.layer;
        // SAFETY: rows of `outputs` numbers, of which `from` is one.
        let sums =
            unsafe { products::<L, T, R, N>(self.level, turned, self.dy.wrapping_add(row * outputs + from), outputs) };
        for (r, sums) in sums.iter().enumerate() {
            let dx = self.dx.wrapping_add((row + r) * inputs + block.at);
            if from > 0 {
                // SAFETY: a row of `inputs` numbers, in which the block lies.
                unsafe { block.add(self.level, dx, sums) };
            } else {
                // SAFETY: as above.
                unsafe { block.write(dx, sums) };
            }
        }
    }
}

/// Turns `count` columns into rows, `depth` numbers of each.
///
/// # Safety
/// So many columns of `len` numbers each begin here, and have `depth` numbers from here on.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn transpose<T: Scalar, const N: usize>(
    columns: *const T,
    len: usize,
    (count, depth): (usize, usize),
    turned: &mut [[T; N]; DEPTH],
) {
    for j in 0..count.min(N) {
        for (k, turned) in turned.iter_mut().enumerate().take(depth) {
            // SAFETY: as the caller says.
            turned[j] = unsafe { *columns.wrapping_add(j * len + k) };
        }
    }
}

/// Turned columns times `R` rows of gradients.
///
/// # Safety
/// So many rows of `len` numbers each begin here, and have as many numbers from here on as there are turned rows.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn products<L: Level, T: Scalar, const R: usize, const N: usize>(
    level: L,
    turned: &[[T; N]],
    dy: *const T,
    len: usize,
) -> [[T; N]; R] {
    let mut sums = [[T::ZERO; N]; R];
    for (k, weights) in turned.iter().enumerate() {
        for r in 0..R {
            // SAFETY: as the caller says.
            let dy = unsafe { *dy.wrapping_add(r * len + k) };
            level.add_product(&mut sums[r], weights, dy);
        }
    }
    sums
}
