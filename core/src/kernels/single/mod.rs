//! Kernels for a CPU whose registers hold one number, and whose flash is small: a microcontroller.
//!
//! There is nothing to vectorise, so what counts is how often a number is loaded, and how much code there is. A block of up
//! to [`LARGEST`] outputs is summed up side by side in registers: an input is loaded once a block, the block's weights with
//! one instruction or two, and the sum takes one instruction a product. All blocks of an axis have one size, so that there
//! is one loop for all of them; the last begins early where the size does not divide the axis.
//!
//! A sum begins with the bias and takes the inputs in order, in [`affine`] and in [`convolve`].

mod sums;

pub(crate) use self::sums::for_each_no_unroll;
pub use self::sums::{Rows, Sums};
use super::Level;
use super::black_box::black_box;
use super::cover::{Block, Rest};
use super::inside::{part, part_mut, run};
use super::window::Windows;
use crate::Scalar;

/// One number a register: `a · b + c` in one instruction where the CPU has it, kernels of little code.
#[derive(Debug, Clone, Copy)]
pub struct Single;

impl Level for Single {
    // Two, for the kernels of training: those that are not in this file sum up two numbers at a time.
    const REGISTER: usize = 8;
    const SINGLE: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn mul_add<T: Scalar>(self, a: T, b: T, c: T) -> T {
        a * b + c
    }

    // A device has one level, and a model is there once: a call would cost code and save none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn outline<K: super::Task>(self, task: K) -> K::Output {
        task.run(self)
    }

    // Long functions are there once, and called: the compiler would write one out for each value of a short row.
    #[inline(never)]
    fn tanh<T: Scalar>(self, x: T) -> T {
        x.tanh_at(self)
    }
    #[inline(never)]
    fn sigmoid<T: Scalar>(self, x: T) -> T {
        x.sigmoid_at(self)
    }
    #[inline(never)]
    fn ln_1p<T: Scalar>(self, x: T) -> T {
        x.ln_1p_at(self)
    }
}

/// The most outputs of a block: half of the 32 registers of a Cortex-M's floating-point unit.
const LARGEST: usize = 16;

/// Where numbers are too wide for the registers, sums lie in memory anyway, and less code is better.
const LARGEST_WIDE: usize = 4;

const fn largest<T>() -> usize {
    if size_of::<T>() > 4 { LARGEST_WIDE } else { LARGEST }
}

/// The size of the blocks of an axis: as few blocks as can be, and those as small as can be.
const fn block_size(len: usize, largest: usize) -> usize {
    match len.div_ceil(largest) {
        0 => 0,
        blocks => len.div_ceil(blocks),
    }
}

/// Covers the axis with blocks of one size.
#[cfg_attr(not(debug_assertions), inline(always))]
fn cover<W: Block>(work: &mut W) {
    macro_rules! of_size {
        ($($size:literal)*) => {
            $(if const { block_size(W::LEN, W::LARGEST) == $size } {
                each_block::<$size, W>(work);
            })*
        };
    }
    of_size!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn each_block<const N: usize, W: Block>(work: &mut W) {
    let blocks = const { W::LEN.div_ceil(N) };
    for i in 0..if blocks > 1 { black_box(blocks) } else { blocks } {
        let at = i * N;
        // The last block starts early rather than end late.
        let last = const { W::LEN.saturating_sub(N) };
        work.block::<N>(if at < last { at } else { last });
    }
}

/// What a block's sums begin with, and where they go: `N` numbers from `at` on.
#[cfg_attr(not(debug_assertions), inline(always))]
fn ends<'a, T: Scalar, const N: usize, const O: usize>(
    bias: Option<&'a [T; O]>,
    y: &'a mut [T; O],
    at: usize,
) -> Option<(&'a [T; N], &'a mut [T; N])> {
    let start = match bias {
        Some(bias) => part::<T, N>(bias, at)?,
        None => T::ZEROS.first_chunk()?,
    };
    Some((start, part_mut(y, at)?))
}

/// `y = W·x + b`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn affine<T: Scalar, const I: usize, const O: usize>(
    columns: &[[T; O]; I],
    bias: Option<&[T; O]>,
    x: &[T; I],
    y: &mut [T; O],
) {
    struct Work<'a, T, const I: usize, const O: usize> {
        columns: &'a [[T; O]; I],
        bias: Option<&'a [T; O]>,
        x: &'a [T; I],
        y: &'a mut [T; O],
    }
    impl<T: Scalar, const I: usize, const O: usize> Block for Work<'_, T, I, O> {
        const LEN: usize = O;
        const LARGEST: usize = largest::<T>();
        const REST: Rest = Rest::Twice;

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn block<const N: usize>(&mut self, at: usize) {
            let Some((start, y)) = ends::<T, N, O>(self.bias, self.y, at) else {
                return;
            };
            if O == 1 {
                // One sum leaves nothing to share: several parts of it need not wait for each other.
                let product = dot(self.columns.as_flattened(), self.x);
                *y = start.map(|start| start + product);
            } else {
                T::sum_columns(start, self.columns, at, self.x, y);
            }
        }
    }
    cover(&mut Work { columns, bias, x, y });
}

/// Σ wᵢ·xᵢ
#[cfg_attr(not(debug_assertions), inline(always))]
fn dot<T: Scalar>(weights: &[T], x: &[T]) -> T {
    let ((weights, rest), (x, rest_x)) = (weights.as_chunks::<4>(), x.as_chunks::<4>());
    let mut sums = [T::ZERO; 4];
    for (weights, x) in weights.iter().zip(x) {
        for j in 0..4 {
            sums[j] += weights[j] * x[j];
        }
    }
    let rest = rest.iter().zip(rest_x).fold(T::ZERO, |sum, (&w, &x)| sum + w * x);
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// One position of a window.
struct Position<'a, T, const F: usize> {
    filters: &'a [[T; F]],
    bias: Option<&'a [T; F]>,
    x: &'a [T],
    /// From the first row and the first column under the window on.
    rows: Rows,
    y: &'a mut [T; F],
}

impl<T: Scalar, const F: usize> Block for Position<'_, T, F> {
    const LEN: usize = F;
    const LARGEST: usize = largest::<T>();
    const REST: Rest = Rest::Twice;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn block<const N: usize>(&mut self, at: usize) {
        if let Some((start, y)) = ends::<T, N, F>(self.bias, self.y, at) {
            T::sum_rows(start, self.filters, at, self.x, self.rows, y);
        }
    }
}

/// y = b + the products of the filters with `count` runs of `length` inputs each, `x_step` apart.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn add_taps<T: Scalar, const F: usize>(
    filters: &[[T; F]],
    bias: Option<&[T; F]>,
    x: &[T],
    (count, length): (usize, usize),
    x_step: usize,
    y: &mut [T; F],
) {
    if count == 0 {
        *y = bias.map_or([T::ZERO; F], |bias| *bias);
        return;
    }
    cover(&mut Position {
        filters,
        bias,
        x,
        rows: Rows {
            count,
            length,
            x_step,
            column_step: length,
        },
        y,
    });
}

/// y = b + the products of the filters with x at each position.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn convolve<T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize>(
    windows: Windows,
    filters: &[[T; F]],
    bias: Option<&[T; F]>,
    x: &[[[T; C]; W]],
    y: &mut [[[T; F]; OW]],
) {
    let x = x.as_flattened().as_flattened();
    for_each_no_unroll(y, |top, row| {
        let (window_rows, image_rows) = windows.vertical.overlap(top);
        for_each_no_unroll(row, |left, y| {
            let (window_columns, image_columns) = windows.horizontal.overlap(left);
            let width = windows.horizontal.window();
            let first = (window_rows.start * width + window_columns.start) * C;
            let first_x = (image_rows.start * W + image_columns.start) * C;
            cover(&mut Position {
                filters: run(filters, first..),
                bias,
                x: run(x, first_x..),
                rows: Rows {
                    count: window_rows.len(),
                    length: window_columns.len() * C,
                    x_step: W * C,
                    column_step: width * C,
                },
                y,
            });
        });
    });
}

/// y = the largest value of each channel under the window, at each position.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn max_pool<T: Scalar, const W: usize, const C: usize, const OW: usize>(
    windows: Windows,
    x: &[[[T; C]; W]],
    y: &mut [[[T; C]; OW]],
) {
    let x = x.as_flattened().as_flattened();
    for_each_no_unroll(y, |top, row| {
        let (_, rows) = windows.vertical.overlap(top);
        for_each_no_unroll(row, |left, y| {
            let (_, columns) = windows.horizontal.overlap(left);
            let first = (rows.start * W + columns.start) * C;
            for_each_no_unroll(y, |channel, y| {
                let mut largest = T::from_f64(f64::NEG_INFINITY);
                let mut at = first + channel;
                for _ in 0..black_box(rows.len()) {
                    let values = run(x, at..);
                    at += W * C;
                    for &value in values.iter().step_by(C).take(black_box(columns.len())) {
                        // Greater, or one of the two is a NaN; then the first one stays.
                        let stays = value <= largest;
                        if !stays && is_number(largest) {
                            largest = value;
                        }
                    }
                }
                *y = largest;
            });
        });
    });
}

/// Not NaN.
#[cfg_attr(not(debug_assertions), inline(always))]
#[expect(clippy::eq_op, reason = "a NaN is what differs from itself")]
fn is_number<T: Scalar>(x: T) -> bool {
    x == x
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Plain, convolve, max_pool};
    use super::{Single, Windows, block_size};

    fn number(i: usize) -> f32 {
        (i.wrapping_mul(2_654_435_761) >> 7 & 15) as f32 - 7.0
    }

    /// Windows over an image, with and without padding: the same as the kernels of other CPUs, whose sums of whole numbers are
    /// exact in any order.
    fn windows_agree<const H: usize, const C: usize, const O: usize, const F: usize, const PATCH: usize>(
        window: usize,
        stride: usize,
    ) {
        assert_eq!(window * window * C, PATCH);
        let axis = Axis::new(H, O, window, stride);
        let windows = Windows {
            vertical: axis,
            horizontal: axis,
        };
        let x: [[[f32; C]; H]; H] =
            core::array::from_fn(|r| core::array::from_fn(|c| core::array::from_fn(|k| number(100 * r + 10 * c + k))));
        let filters: [[f32; F]; PATCH] = core::array::from_fn(|i| core::array::from_fn(|f| number(31 * i + f)));
        let bias: [f32; F] = core::array::from_fn(number);
        for bias in [None, Some(&bias)] {
            let (mut one, mut other) = ([[[f32::NAN; F]; O]; O], [[[0.0; F]; O]; O]);
            convolve(Single, windows, &filters, bias, &x, &mut one);
            convolve(Plain, windows, &filters, bias, &x, &mut other);
            assert_eq!(one, other, "{H} to {O}, {C} to {F}");
        }
        let (mut one, mut other) = ([[[f32::NAN; C]; O]; O], [[[0.0; C]; O]; O]);
        max_pool(Single, windows, &x, &mut one);
        max_pool(Plain, windows, &x, &mut other);
        assert_eq!(one, other, "the largest of {H} to {O}");
    }

    #[test]
    fn windows_agree_with_those_of_other_cpus() {
        windows_agree::<8, 1, 8, 16, 9>(3, 1);
        windows_agree::<8, 3, 6, 5, 27>(3, 1);
        windows_agree::<7, 2, 4, 33, 18>(3, 2);
        windows_agree::<7, 2, 3, 17, 18>(3, 2);
        windows_agree::<2, 1, 2, 3, 49>(7, 1);
        windows_agree::<9, 4, 3, 1, 4>(1, 3);
    }

    #[test]
    fn the_largest_is_a_nan_where_there_is_one() {
        let windows = Windows {
            vertical: Axis::new(1, 1, 1, 1),
            horizontal: Axis::new(3, 1, 3, 1),
        };
        for at in 0..3 {
            let mut x = [[[1.0_f32], [2.0], [-3.0]]];
            x[0][at] = [f32::NAN];
            let mut y = [[[0.0]; 1]; 1];
            max_pool(Single, windows, &x, &mut y);
            assert!(y[0][0][0].is_nan(), "at {at}");
        }
    }

    #[test]
    fn blocks_cover_the_axis_and_fit_the_registers() {
        for largest in [4, 16] {
            for len in 1..=200 {
                let size = block_size(len, largest);
                assert!((1..=largest).contains(&size) && size <= len, "{len} by {size}");
                assert!(size * len.div_ceil(size) < len + len.div_ceil(size), "{len} by {size}");
            }
        }
        assert_eq!(block_size(0, 16), 0);
    }
}
