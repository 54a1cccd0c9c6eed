//! Products of a moving window with an image.

#[cfg(feature = "train")]
use super::Gradients;
#[cfg(feature = "train")]
use super::dense::{add_rows, products, transpose};
use super::{Block, Blocks, Samples, cover};
use crate::Scalar;
#[cfg(feature = "train")]
use crate::kernels::dense::DEPTH;
use crate::kernels::{Axis, Level, Task, Windows};

/// What a convolution computes with.
#[derive(Debug, Clone, Copy)]
pub struct Convolution<'a, T> {
    /// Where the window lies at each position.
    pub windows: Windows,
    /// The rows and columns of the image.
    pub image: (usize, usize),
    /// The numbers of a pixel.
    pub channels: usize,
    /// The rows and columns of positions.
    pub positions: (usize, usize),
    /// The number of filters.
    pub filters: usize,
    /// What each number under the window adds to the filters, number by number.
    pub kernel: &'a [T],
    /// What is added to the sums, where there is anything.
    pub bias: Option<&'a [T]>,
}

impl<T> Convolution<'_, T> {
    /// The numbers of an image.
    const fn inputs(&self) -> usize {
        self.image.0 * self.image.1 * self.channels
    }

    /// The numbers that come out.
    const fn outputs(&self) -> usize {
        self.positions.0 * self.positions.1 * self.filters
    }

    /// The numbers under one row of the window.
    const fn run(&self) -> usize {
        self.windows.horizontal.window() * self.channels
    }

    /// From a position to the next in a row, in numbers of the image.
    const fn step(&self) -> usize {
        self.windows.horizontal.stride() * self.channels
    }

    /// Whether the numbers are as many as the sizes say, and the windows lie on the image.
    fn fits(&self) -> bool {
        let Windows { vertical, horizontal } = self.windows;
        self.kernel.len() == vertical.window() * self.run() * self.filters
            && self.bias.is_none_or(|bias| bias.len() == self.filters)
            && (vertical.input(), horizontal.input()) == self.image
    }

    /// The parts of a window at a position that lie on the image: of each, the number under the window and that of the image
    /// at which it begins, and how many numbers it has.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn runs(&self, (top, left): (usize, usize)) -> impl Iterator<Item = (usize, usize, usize)> {
        let Self {
            windows: Windows { vertical, horizontal },
            image,
            channels,
            ..
        } = *self;
        let run = self.run();
        let (window_rows, image_rows) = vertical.overlap(top);
        let (window_columns, image_columns) = horizontal.overlap(left);
        window_rows.zip(image_rows).map(move |(window_row, image_row)| {
            (
                window_row * run + window_columns.start * channels,
                (image_row * image.1 + image_columns.start) * channels,
                window_columns.len() * channels,
            )
        })
    }
}

/// The positions of a row at which the window hangs over the edge.
#[cfg_attr(not(debug_assertions), inline(always))]
fn edges(axis: Axis, positions: usize) -> impl Iterator<Item = usize> {
    let whole = axis.whole(positions);
    (0..whole.start).chain(whole.end..positions)
}

/// The convolution of each sample.
pub(super) struct Forward<'a, T> {
    pub(super) layer: Convolution<'a, T>,
    pub(super) x: Samples<'a, T>,
    pub(super) y: &'a mut [T],
}

impl<T: Scalar> Task for Forward<'_, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, level: L) {
        let Self { layer, x, y } = self;
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let samples = y.len().checked_div(outputs).unwrap_or(0);
        let fits = layer.fits() && x.are(samples, inputs) && y.len() == samples * outputs;
        debug_assert!(fits, "as many numbers as the layer's sizes say");
        if !fits {
            return;
        }
        for (sample, y) in y.chunks_exact_mut(outputs).enumerate() {
            let mut work = Sums {
                level,
                layer,
                x: x.start(sample, inputs),
                y: y.as_mut_ptr(),
            };
            cover::<L, T, _>(layer.filters, &mut work);
        }
    }
}

/// The sums of one sample.
struct Sums<'a, L, T> {
    level: L,
    layer: Convolution<'a, T>,
    x: *const T,
    y: *mut T,
}

impl<L: Level, T: Scalar> Blocks for Sums<'_, L, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let Convolution {
            windows: Windows { vertical, horizontal },
            image,
            channels,
            positions,
            ..
        } = self.layer;
        let start = match self.layer.bias {
            // SAFETY: a block lies within the filters, and there is a number for each.
            Some(bias) => *unsafe { block.read::<L, T>(self.level, bias.as_ptr().wrapping_add(block.at)) },
            None => [T::NEG_ZERO; N],
        };
        let whole = horizontal.whole(positions.1);
        let (run, step) = (self.layer.run(), self.layer.step());
        for top in 0..positions.0 {
            for left in edges(horizontal, positions.1) {
                let mut sums = [start];
                for (window, image, count) in self.layer.runs((top, left)) {
                    // SAFETY: both runs lie within the window and the image.
                    unsafe { self.add_run(block, (window, count), self.x.wrapping_add(image), 0, &mut sums) };
                }
                self.write((top, left), block, &sums);
            }
            let mut left = whole.start;
            while left < whole.end {
                let (window_rows, image_rows) = vertical.overlap(top);
                let rows = window_rows.zip(image_rows).map(|(window_row, image_row)| {
                    (
                        window_row * run,
                        (image_row * image.1 + horizontal.first(left)) * channels,
                    )
                });
                if left + 4 <= whole.end {
                    let mut sums = [start; 4];
                    for (window, image) in rows {
                        // SAFETY: the windows of four neighbours lie on the image whole.
                        unsafe { self.add_run(block, (window, run), self.x.wrapping_add(image), step, &mut sums) };
                    }
                    self.write((top, left), block, &sums);
                    left += 4;
                } else {
                    let mut sums = [start];
                    for (window, image) in rows {
                        // SAFETY: the window lies on the image whole.
                        unsafe { self.add_run(block, (window, run), self.x.wrapping_add(image), step, &mut sums) };
                    }
                    self.write((top, left), block, &sums);
                    left += 1;
                }
            }
        }
    }
}

impl<L: Level, T: Scalar> Sums<'_, L, T> {
    /// Adds the products of a run of the window's numbers, from one on, so many: with `x` from here on, from `step`, from
    /// 2 · `step` on.
    ///
    /// # Safety
    /// All of them are there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn add_run<const P: usize, const N: usize, const PART: bool>(
        &self,
        block: Block<N, PART>,
        (window, count): (usize, usize),
        x: *const T,
        step: usize,
        sums: &mut [[T; N]; P],
    ) {
        let filters = self.layer.filters;
        let mut column = self.layer.kernel.as_ptr().wrapping_add(window * filters + block.at);
        // As a copy, which nothing else points to, they stay in registers.
        let mut registers = *sums;
        for k in 0..count {
            // SAFETY: as the caller says; a block lies within the filters.
            let weights = unsafe { block.read::<L, T>(self.level, column) };
            for p in 0..P {
                // SAFETY: as the caller says.
                let x = unsafe { *x.wrapping_add(k + p * step) };
                self.level.add_product(&mut registers[p], &weights, x);
            }
            column = column.wrapping_add(filters);
        }
        *sums = registers;
    }

    /// Writes the sums of neighbours, from a position on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn write<const P: usize, const N: usize, const PART: bool>(
        &mut self,
        (top, left): (usize, usize),
        block: Block<N, PART>,
        sums: &[[T; N]; P],
    ) {
        let Convolution { positions, filters, .. } = self.layer;
        for (p, sums) in sums.iter().enumerate() {
            // SAFETY: a position, and a block of its filters.
            unsafe {
                block.write(
                    self.y.wrapping_add((top * positions.1 + left + p) * filters + block.at),
                    sums,
                );
            };
        }
    }
}

/// The gradients of bias, filters and image.
#[cfg(feature = "train")]
pub(super) struct Backward<'a, T> {
    pub(super) layer: Convolution<'a, T>,
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
        let (inputs, outputs) = (layer.inputs(), layer.outputs());
        let samples = dy.len().checked_div(outputs).unwrap_or(0);
        let fits = layer.fits()
            && dy.len() == samples * outputs
            && x.len() == samples * inputs
            && gradients.kernel.len() == layer.kernel.len()
            && gradients.bias.as_ref().is_none_or(|bias| bias.len() == layer.filters)
            && gradients.x.as_ref().is_none_or(|dx| dx.len() == x.len());
        debug_assert!(fits, "as many numbers as the layer's sizes say");
        if !fits {
            return;
        }
        if let Some(bias) = gradients.bias {
            add_rows(level, dy, bias);
        }
        for (x, dy) in x.chunks_exact(inputs).zip(dy.chunks_exact(outputs)) {
            filter_gradients(level, &layer, x, dy, gradients.kernel);
        }
        for (dx, dy) in gradients
            .x
            .into_iter()
            .flat_map(|dx| dx.chunks_exact_mut(inputs))
            .zip(dy.chunks_exact(outputs))
        {
            image_gradient(level, &layer, dy, dx);
        }
    }
}

/// Adds the gradient of the filters over one sample.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
fn filter_gradients<L: Level, T: Scalar>(level: L, layer: &Convolution<'_, T>, x: &[T], dy: &[T], gradient: &mut [T]) {
    let Convolution {
        windows,
        positions,
        filters,
        ..
    } = *layer;
    // Where the window hangs over the edge: position by position.
    for (top, row) in dy.chunks_exact(positions.1 * filters).enumerate() {
        for left in edges(windows.horizontal, positions.1) {
            let dy = &row[left * filters..][..filters];
            for (window, image, count) in layer.runs((top, left)) {
                let columns = gradient[window * filters..][..count * filters].chunks_exact_mut(filters);
                for (column, &x) in columns.zip(&x[image..][..count]) {
                    let mut work = Product {
                        level,
                        column: column.as_mut_ptr(),
                        dy: dy.as_ptr(),
                        x,
                    };
                    cover::<L, T, _>(filters, &mut work);
                }
            }
        }
    }
    // Elsewhere: some numbers of the window at a time, over all positions.
    for row in 0..windows.vertical.window() {
        let mut work = WindowSums {
            level,
            layer,
            x: x.as_ptr(),
            dy: dy.as_ptr(),
            row,
            gradient: gradient.as_mut_ptr(),
        };
        cover::<L, T, _>(filters, &mut work);
    }
}

/// `column += dy · x`
#[cfg(feature = "train")]
struct Product<L, T> {
    level: L,
    column: *mut T,
    dy: *const T,
    x: T,
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Blocks for Product<L, T> {
    const DOUBLE: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        // SAFETY: it has as many numbers as the axis that blocks cover.
        let mut values = *unsafe { block.read::<L, T>(self.level, self.column.wrapping_add(block.at)) };
        // SAFETY: as above.
        let terms = unsafe { block.read::<L, T>(self.level, self.dy.wrapping_add(block.at)) };
        self.level.add_product(&mut values, &terms, self.x);
        // SAFETY: as above.
        unsafe { block.write(self.column.wrapping_add(block.at), &values) };
    }
}

/// The gradients of one row of the window.
#[cfg(feature = "train")]
struct WindowSums<'a, L, T> {
    level: L,
    layer: &'a Convolution<'a, T>,
    x: *const T,
    dy: *const T,
    row: usize,
    gradient: *mut T,
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Blocks for WindowSums<'_, L, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let run = self.layer.run();
        let mut from = 0;
        while from + 4 <= run {
            self.columns::<4, N, PART>(from, block);
            from += 4;
        }
        while from < run {
            self.columns::<1, N, PART>(from, block);
            from += 1;
        }
    }
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> WindowSums<'_, L, T> {
    /// `R` numbers of the window's row from one on, over all positions at which the whole window lies on the image.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn columns<const R: usize, const N: usize, const PART: bool>(&mut self, from: usize, block: Block<N, PART>) {
        let Convolution {
            windows: Windows { vertical, horizontal },
            image,
            channels,
            positions,
            filters,
            ..
        } = *self.layer;
        let whole = horizontal.whole(positions.1);
        let mut sums = [[T::ZERO; N]; R];
        for top in 0..positions.0 {
            let Some(image_row) = vertical.cell(top, self.row) else {
                continue;
            };
            let mut x = self
                .x
                .wrapping_add((image_row * image.1 + horizontal.first(whole.start)) * channels + from);
            let mut dy = self
                .dy
                .wrapping_add((top * positions.1 + whole.start) * filters + block.at);
            for _ in whole.clone() {
                // SAFETY: a position, and a block of its filters.
                let terms = unsafe { block.read::<L, T>(self.level, dy) };
                for r in 0..R {
                    // SAFETY: a number under the window, which lies on the image whole.
                    let x = unsafe { *x.wrapping_add(r) };
                    self.level.add_product(&mut sums[r], &terms, x);
                }
                x = x.wrapping_add(self.layer.step());
                dy = dy.wrapping_add(filters);
            }
        }
        let first = self.row * self.layer.run() + from;
        for (r, sums) in sums.iter().enumerate() {
            // SAFETY: a column of the window, and a block of its filters.
            unsafe {
                block.add(
                    self.level,
                    self.gradient.wrapping_add((first + r) * filters + block.at),
                    sums,
                );
            };
        }
    }
}

/// The gradient of the image of one sample.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
fn image_gradient<L: Level, T: Scalar>(level: L, layer: &Convolution<'_, T>, dy: &[T], dx: &mut [T]) {
    let Convolution {
        windows,
        positions,
        filters,
        kernel,
        ..
    } = *layer;
    dx.fill(T::ZERO);
    // Where the window hangs over the edge: position by position.
    for (top, row) in dy.chunks_exact(positions.1 * filters).enumerate() {
        for left in edges(windows.horizontal, positions.1) {
            let dy = &row[left * filters..][..filters];
            for (window, image, count) in layer.runs((top, left)) {
                let columns = kernel[window * filters..][..count * filters].chunks_exact(filters);
                for (column, dx) in columns.zip(&mut dx[image..][..count]) {
                    for (&weight, &dy) in column.iter().zip(dy) {
                        *dx = level.mul_add(weight, dy, *dx);
                    }
                }
            }
        }
    }
    // Elsewhere: a row of the window at a time, turned so that what follows runs along the image.
    for row in 0..windows.vertical.window() {
        let mut work = Spread {
            level,
            layer,
            dy: dy.as_ptr(),
            row,
            dx: dx.as_mut_ptr(),
        };
        cover::<L, T, _>(layer.run(), &mut work);
    }
}

/// What one row of the window spreads over the image.
#[cfg(feature = "train")]
struct Spread<'a, L, T> {
    level: L,
    layer: &'a Convolution<'a, T>,
    dy: *const T,
    row: usize,
    dx: *mut T,
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Blocks for Spread<'_, L, T> {
    const BINARY: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>) {
        let Convolution { filters, kernel, .. } = *self.layer;
        let window = self.row * self.layer.run() + block.at;
        for from in (0..filters).step_by(DEPTH) {
            let mut turned = [[T::ZERO; N]; DEPTH];
            let depth = DEPTH.min(filters - from);
            // SAFETY: a block lies within the window's row, of which each number has a column of `filters` numbers.
            unsafe {
                transpose(
                    kernel.as_ptr().wrapping_add(window * filters + from),
                    filters,
                    (block.count, depth),
                    &mut turned,
                );
            };
            self.spread(&turned[..depth], from, block);
        }
    }
}

#[cfg(feature = "train")]
impl<L: Level, T: Scalar> Spread<'_, L, T> {
    /// Adds the products of turned columns with the gradients of all positions, from a filter on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn spread<const N: usize, const PART: bool>(&mut self, turned: &[[T; N]], from: usize, block: Block<N, PART>) {
        let Convolution {
            windows: Windows { vertical, horizontal },
            image,
            channels,
            positions,
            filters,
            ..
        } = *self.layer;
        let whole = horizontal.whole(positions.1);
        for top in 0..positions.0 {
            let Some(image_row) = vertical.cell(top, self.row) else {
                continue;
            };
            let dx = (image_row * image.1 + horizontal.first(whole.start)) * channels + block.at;
            let mut left = 0;
            while left < whole.len() {
                let dy = self
                    .dy
                    .wrapping_add((top * positions.1 + whole.start + left) * filters + from);
                let dx = self.dx.wrapping_add(dx + left * self.layer.step());
                if left + 4 <= whole.len() {
                    // SAFETY: four positions of the row, whose windows lie on the image whole.
                    unsafe { self.add_products::<4, N, PART>(turned, dy, dx, block) };
                    left += 4;
                } else {
                    // SAFETY: a position of the row, whose window lies on the image whole.
                    unsafe { self.add_products::<1, N, PART>(turned, dy, dx, block) };
                    left += 1;
                }
            }
        }
    }

    /// The same for `R` neighbours.
    ///
    /// # Safety
    /// Their gradients begin at `dy`, and their blocks under the window at `dx`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn add_products<const R: usize, const N: usize, const PART: bool>(
        &mut self,
        turned: &[[T; N]],
        dy: *const T,
        dx: *mut T,
        block: Block<N, PART>,
    ) {
        // SAFETY: as the caller says.
        let sums = unsafe { products::<L, T, R, N>(self.level, turned, dy, self.layer.filters) };
        for (r, sums) in sums.iter().enumerate() {
            // SAFETY: as the caller says.
            unsafe { block.add(self.level, dx.wrapping_add(r * self.layer.step()), sums) };
        }
    }
}
