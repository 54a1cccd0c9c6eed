//! Kernels for a CPU whose registers hold one number, and whose flash is small: a microcontroller.
//!
//! There is nothing to vectorise, so what counts is how often a number is loaded, and how much code there is. A block of up
//! to [`LARGEST`] outputs is summed up side by side in registers: an input is loaded once a block, the block's weights with
//! one instruction or two, and the sum takes one instruction a product. All blocks of an axis have one size, so that there
//! is one loop for all of them; the last begins early where the size does not divide the axis.
//!
//! A sum begins with the bias and takes the inputs in order, in [`affine`] and in [`convolve`].

// A floating-point unit, and none of the 64-bit atomics that all other ARM cores with one have: a Cortex-M. Each such unit,
// from the M4's on, has the fused multiply-add. (A stable compiler's `target_feature` says neither.)
#[cfg(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64")
))]
#[allow(
    unsafe_code,
    reason = "instructions that neither the language nor `core` has a word for"
)]
mod cortex_m;
mod sums;

pub use self::sums::Sums;
use super::Level;
use super::cover::Block;
use super::dense::part;
use super::pooling::beats;
use super::window::Windows;
use crate::Scalar;

/// One number a register: `a · b + c` in one instruction where the CPU has it, kernels of little code.
#[derive(Debug, Clone, Copy)]
pub struct Single;

impl Level for Single {
    // Two, for the kernels of training: those that are not in this file sum up two numbers at a time.
    const REGISTER: usize = 8;
    const SINGLE: bool = true;

    #[inline(always)]
    fn mul_add<T: Scalar>(self, a: T, b: T, c: T) -> T {
        a * b + c
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
#[inline(always)]
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

#[inline(always)]
fn each_block<const N: usize, W: Block>(work: &mut W) {
    for i in 0..const { W::LEN.div_ceil(N) } {
        let at = i * N;
        // The last block starts early rather than end late.
        let last = const { W::LEN.saturating_sub(N) };
        work.block::<N>(if at < last { at } else { last });
    }
}

/// What a sum begins with.
#[inline(always)]
fn start<T: Scalar, const N: usize>(bias: Option<&[T]>, at: usize) -> [T; N] {
    let bias = bias.and_then(|bias| part::<T, N>(bias, at));
    bias.copied().unwrap_or([T::ZERO; N])
}

/// `y = W·x + b`.
#[inline(always)]
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
        const TWICE: bool = true;

        #[inline(always)]
        fn block<const N: usize>(&mut self, at: usize) {
            let mut sums = start::<T, N>(self.bias.map(<[T; O]>::as_slice), at);
            if O == 1 {
                // One sum leaves nothing to share: several parts of it need not wait for each other.
                sums = sums.map(|sum| sum + dot(self.columns.as_flattened(), self.x));
            } else {
                T::add_columns(self.columns, at, self.x, &mut sums);
            }
            put(self.y, at, sums);
        }
    }
    cover(&mut Work { columns, bias, x, y });
}

/// Σ wᵢ·xᵢ
#[inline(always)]
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

/// `y[at..] = sums`
#[inline(always)]
fn put<T, const N: usize, const O: usize>(y: &mut [T; O], at: usize, sums: [T; N]) {
    if let Some(y) = y.get_mut(at..).and_then(<[T]>::first_chunk_mut::<N>) {
        *y = sums;
    }
}

/// y = b + the products of the filters with x at each position.
#[inline(always)]
pub(super) fn convolve<T: Scalar, const W: usize, const C: usize, const OW: usize, const F: usize>(
    windows: Windows,
    filters: &[[T; F]],
    bias: Option<&[T; F]>,
    x: &[[[T; C]; W]],
    y: &mut [[[T; F]; OW]],
) {
    struct Position<'a, T, const W: usize, const C: usize, const F: usize> {
        windows: Windows,
        filters: &'a [[T; F]],
        bias: Option<&'a [T; F]>,
        x: &'a [T],
        top: usize,
        /// The first number under a row of the window: of the window's row, and of the image's.
        first: (usize, usize),
        /// How many numbers from there on.
        run: usize,
        y: &'a mut [T; F],
    }
    impl<T: Scalar, const W: usize, const C: usize, const F: usize> Block for Position<'_, T, W, C, F> {
        const LEN: usize = F;
        const LARGEST: usize = largest::<T>();
        const TWICE: bool = true;

        #[inline(always)]
        fn block<const N: usize>(&mut self, at: usize) {
            let mut sums = start::<T, N>(self.bias.map(<[T; F]>::as_slice), at);
            let width = self.windows.horizontal.window() * C;
            for i in 0..self.windows.vertical.window() {
                let Some(row) = self.windows.vertical.cell(self.top, i) else {
                    continue;
                };
                let columns = self.filters.get(i * width + self.first.0..).unwrap_or_default();
                let x = self.x.get(row * W * C + self.first.1..).unwrap_or_default();
                let x = x.get(..self.run).unwrap_or_default();
                T::add_columns(columns, at, x, &mut sums);
            }
            put(self.y, at, sums);
        }
    }
    let x = x.as_flattened().as_flattened();
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            let (window, image) = windows.horizontal.overlap(left);
            cover(&mut Position::<T, W, C, F> {
                windows,
                filters,
                bias,
                x,
                top,
                first: (window.start * C, image.start * C),
                run: window.len() * C,
                y,
            });
        }
    }
}

/// y = the largest value of each channel under the window, at each position.
#[inline(always)]
pub(super) fn largest_under<T: Scalar, const W: usize, const C: usize, const OW: usize>(
    windows: Windows,
    x: &[[[T; C]; W]],
    y: &mut [[[T; C]; OW]],
) {
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            for (channel, y) in y.iter_mut().enumerate() {
                let mut largest = T::of(f64::NEG_INFINITY);
                for pixel in windows.pixels(x, (top, left)).flatten() {
                    let value = pixel[channel];
                    largest = if beats(value, largest) { value } else { largest };
                }
                *y = largest;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::block_size;

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
