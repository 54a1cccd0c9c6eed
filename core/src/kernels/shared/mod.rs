//! Kernels for layers of any size. What a model of many layers costs to compile would grow by the kernels of each: these know
//! their sizes only while they run, and are compiled once a number type and level, with this crate.
//!
//! Each sum is added up in the order in which the kernels of fixed size do it, so that the bits are the same.
#![allow(
    unsafe_code,
    reason = "rows of sizes that are not known while compiling: bounds are checked once a call, not once a number"
)]

mod conv2d;
mod dense;

pub use self::conv2d::Convolution;
pub use self::dense::Affine;
use super::level::AnyLevel;
use super::{Level, Loaded};
use crate::Scalar;

/// Whether what the program is compiled for has kernels for any size: devices have few layers, and small code for each.
pub const HAS_SHARED_KERNELS: bool = cfg!(not(all(
    target_os = "none",
    any(target_arch = "arm", target_arch = "riscv32")
)));

/// Some samples, or values of some samples.
#[derive(Debug, Clone, Copy)]
pub enum Samples<'a, T> {
    /// One behind the other.
    Together(&'a [T]),
    /// Each anywhere.
    Apart(&'a [&'a [T]]),
}

/// The gradients of a layer with kernel and bias, to which those of a tile are added.
#[cfg(feature = "train")]
#[derive(Debug)]
pub struct Gradients<'a, T> {
    /// Those of the kernel.
    pub kernel: &'a mut [T],
    /// Those of the bias, where there is one.
    pub bias: Option<&'a mut [T]>,
    /// Those of the inputs, which are written, where they are asked for.
    pub x: Option<&'a mut [T]>,
}

/// The kernels for layers of any size, for one number type.
#[doc(hidden)]
pub trait SharedKernels: Sized {
    /// `y = W·x + b` for each sample.
    fn affine(level: AnyLevel, layer: Affine<'_, Self>, x: Samples<'_, Self>, y: &mut [Self]);
    /// The gradients of that over a tile.
    #[cfg(feature = "train")]
    fn affine_gradients(
        level: AnyLevel,
        layer: Affine<'_, Self>,
        x: &[Self],
        dy: &[Self],
        gradients: Gradients<'_, Self>,
    );
    /// The convolution of each sample.
    fn convolve(level: AnyLevel, layer: Convolution<'_, Self>, x: Samples<'_, Self>, y: &mut [Self]);
    /// The gradients of that over a tile.
    #[cfg(feature = "train")]
    fn convolution_gradients(
        level: AnyLevel,
        layer: Convolution<'_, Self>,
        x: &[Self],
        dy: &[Self],
        gradients: Gradients<'_, Self>,
    );
}

macro_rules! shared_kernels {
    ($($type:ty: $inline:meta;)*) => {$(
        impl SharedKernels for $type {
            #[$inline]
            fn affine(level: AnyLevel, layer: Affine<'_, Self>, x: Samples<'_, Self>, y: &mut [Self]) {
                level.run(dense::Forward { layer, x, y });
            }
            #[cfg(feature = "train")]
            #[$inline]
            fn affine_gradients(
                level: AnyLevel,
                layer: Affine<'_, Self>,
                x: &[Self],
                dy: &[Self],
                gradients: Gradients<'_, Self>,
            ) {
                level.run(dense::Backward { layer, x, dy, gradients });
            }
            #[$inline]
            fn convolve(level: AnyLevel, layer: Convolution<'_, Self>, x: Samples<'_, Self>, y: &mut [Self]) {
                level.run(conv2d::Forward { layer, x, y });
            }
            #[cfg(feature = "train")]
            #[$inline]
            fn convolution_gradients(
                level: AnyLevel,
                layer: Convolution<'_, Self>,
                x: &[Self],
                dy: &[Self],
                gradients: Gradients<'_, Self>,
            ) {
                level.run(conv2d::Backward { layer, x, dy, gradients });
            }
        }
    )*};
}

shared_kernels! {
    // Neither generic nor inlined: compiled with this crate, once for all who call them.
    f32: inline(never);
    // Compiled where they are called: there are fewer models in double precision than builds of this crate.
    f64: inline;
}

impl<T> Samples<'_, T> {
    /// Where the numbers of a sample begin, `len` being those of each.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn start(&self, sample: usize, len: usize) -> *const T {
        match self {
            // `get` and not arithmetic: this is asked once some rows, not once a number.
            Self::Together(all) => all.get(sample * len..).unwrap_or_default().as_ptr(),
            Self::Apart(each) => each.get(sample).copied().unwrap_or_default().as_ptr(),
        }
    }

    /// Whether there are `samples`, of `len` numbers each.
    fn are(&self, samples: usize, len: usize) -> bool {
        match self {
            Self::Together(all) => all.len() == samples * len,
            Self::Apart(each) => each.len() == samples && each.iter().all(|sample| sample.len() == len),
        }
    }
}

/// A block of a row: `N` numbers, or where it is a `PART`, fewer.
#[derive(Clone, Copy)]
struct Block<const N: usize, const PART: bool> {
    at: usize,
    count: usize,
}

impl<const N: usize, const PART: bool> Block<N, PART> {
    /// The numbers that begin here, and zeros.
    ///
    /// # Safety
    /// There are as many numbers as the block has.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn read<'a, L: Level, T: Scalar>(self, level: L, start: *const T) -> Loaded<'a, T, N> {
        if PART {
            // SAFETY: as the caller says.
            Loaded::Part(level.load_part(unsafe { core::slice::from_raw_parts(start, self.count) }))
        } else {
            // SAFETY: as the caller says; a block that is no part has `N` numbers.
            Loaded::Row(unsafe { &*start.cast::<[T; N]>() })
        }
    }

    /// Writes the block's numbers, beginning here.
    ///
    /// # Safety
    /// There is room for as many numbers as the block has.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn write<T: Scalar>(self, start: *mut T, values: &[T; N]) {
        if PART {
            // SAFETY: as the caller says.
            let row = unsafe { core::slice::from_raw_parts_mut(start, self.count) };
            row.iter_mut().zip(values).for_each(|(place, &value)| *place = value);
        } else {
            // SAFETY: as the caller says; a block that is no part has `N` numbers.
            unsafe { start.cast::<[T; N]>().write_unaligned(*values) };
        }
    }

    /// Adds numbers to those that begin here.
    ///
    /// # Safety
    /// There are as many numbers as the block has.
    #[cfg(feature = "train")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn add<L: Level, T: Scalar>(self, level: L, start: *mut T, terms: &[T; N]) {
        // SAFETY: as the caller says.
        let mut values = *unsafe { self.read::<L, T>(level, start) };
        level.add(&mut values, terms);
        // SAFETY: as the caller says.
        unsafe { self.write(start, &values) };
    }
}

/// Work on blocks of an axis.
trait Blocks {
    /// Whether two registers go side by side.
    const DOUBLE: bool = true;
    /// Whether what is no full register goes in powers of two, the largest first, as in the kernels of fixed size: where the
    /// order of blocks shows in the bits.
    const BINARY: bool = false;

    /// Does the work on one block.
    fn block<const N: usize, const PART: bool>(&mut self, block: Block<N, PART>);
}

/// Covers an axis with blocks of the level's registers.
#[cfg_attr(not(debug_assertions), inline(always))]
fn cover<L: Level, T: Scalar, W: Blocks>(len: usize, work: &mut W) {
    match const { L::REGISTER / size_of::<T>() } {
        // Where eight numbers are left, or fewer, shorter registers: parts are written number by number.
        16 => cover_by::<32, 16, 8, W>(len, work),
        8 => cover_by::<16, 8, 8, W>(len, work),
        4 => cover_by::<8, 4, 4, W>(len, work),
        _ => cover_by::<4, 2, 2, W>(len, work),
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn cover_by<const TWO: usize, const ONE: usize, const LAST: usize, W: Blocks>(len: usize, work: &mut W) {
    let mut at = 0;
    if const { W::DOUBLE } {
        while at + TWO <= len {
            work.block(Block::<TWO, false> { at, count: TWO });
            at += TWO;
        }
    }
    while at + ONE <= len {
        work.block(Block::<ONE, false> { at, count: ONE });
        at += ONE;
    }
    if const { LAST < ONE } && at + LAST <= len {
        work.block(Block::<LAST, false> { at, count: LAST });
        at += LAST;
    }
    while at < len {
        let rest = len - at;
        let count = if W::BINARY { 1 << rest.ilog2() } else { rest };
        work.block(Block::<LAST, true> { at, count });
        at += count;
    }
}
