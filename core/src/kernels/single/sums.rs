//! Sums of products, each in a register of its own.

use super::super::black_box::black_box;
use super::super::inside::{part, run};
use crate::Scalar;

/// Runs of inputs at equal distances, and the runs of columns that they are multiplied with: the rows of a window.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// How many runs; at least 1.
    pub(super) count: usize,
    /// How many inputs, and columns, in each; at least 1, and at most as many as a step.
    pub(super) length: usize,
    /// From one run of inputs to the next.
    pub(super) x_step: usize,
    /// From one run of columns to the next.
    pub(super) column_step: usize,
}

impl Rows {
    /// Whether all of it lies within so many columns and so many inputs.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn lie_within(self, columns: usize, x: usize) -> bool {
        let end = |step: usize| (self.count - 1) * step + self.length;
        self.count > 0
            && self.length > 0
            && self.length <= self.x_step
            && self.length <= self.column_step
            && end(self.x_step) <= x
            && end(self.column_step) <= columns
    }
}

/// What [`Single`](super::Single) asks of a number type.
///
/// Each product is added in one rounding where the CPU has an instruction for it, else in two.
pub trait Sums: Copy + 'static {
    /// As many zeros as a block is long.
    const ZEROS: &'static [Self; super::LARGEST];

    /// `y = start + Σᵢ xᵢ · columnsᵢ[at..at + N]`, over as many i as both have; nothing where a column is too short.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_columns<const N: usize, const O: usize>(
        start: &[Self; N],
        columns: &[[Self; O]],
        at: usize,
        x: &[Self],
        y: &mut [Self; N],
    ) where
        Self: Scalar,
    {
        let mut sums = *start;
        add(columns, at, x, &mut sums);
        *y = sums;
    }

    /// The same over all the runs of `rows`; nothing where they are not all there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_rows<const N: usize, const O: usize>(
        start: &[Self; N],
        columns: &[[Self; O]],
        at: usize,
        x: &[Self],
        rows: Rows,
        y: &mut [Self; N],
    ) where
        Self: Scalar,
    {
        let lie_within = rows.lie_within(columns.len(), x.len());
        debug_assert!(
            lie_within,
            "{rows:?} of {} columns and {} inputs",
            columns.len(),
            x.len()
        );
        if !lie_within {
            return;
        }
        let mut sums = *start;
        for i in 0..rows.count {
            let columns = run(columns, i * rows.column_step..);
            let x = run(x, i * rows.x_step..);
            add(columns, at, run(x, ..rows.length), &mut sums);
        }
        *y = sums;
    }
}

/// `sums += Σᵢ xᵢ · columnsᵢ[at..at + N]`
#[cfg_attr(not(debug_assertions), inline(always))]
fn add<T: Scalar, const N: usize, const O: usize>(columns: &[[T; O]], at: usize, x: &[T], sums: &mut [T; N]) {
    for (column, &x) in columns.iter().zip(x) {
        let Some(weights) = part::<T, N>(column, at) else {
            return;
        };
        for j in 0..N {
            sums[j] += weights[j] * x;
        }
    }
}

impl Sums for f64 {
    const ZEROS: &'static [Self; super::LARGEST] = &[0.0; super::LARGEST];
}

// A floating-point unit, and none of the 64-bit atomics that all other ARM cores with one have: a Cortex-M. Each such unit,
// from the M4's on, has the fused multiply-add. (A stable compiler's `target_feature` says neither.)
#[cfg(not(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64")
)))]
impl Sums for f32 {
    const ZEROS: &'static [Self; super::LARGEST] = &[0.0; super::LARGEST];
}

#[cfg(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64")
))]
#[path = "cortex_m.rs"]
#[allow(
    unsafe_code,
    reason = "instructions that neither the language nor `core` has a word for"
)]
mod cortex_m;

/// A loop over numbers that the compiler leaves a loop: written out it would be faster by an instruction here and there, and
/// larger by far.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn for_each_no_unroll<'a, X>(items: &'a mut [X], mut step: impl FnMut(usize, &'a mut X)) {
    let count = black_box(items.len());
    for (i, item) in items.iter_mut().enumerate().take(count) {
        step(black_box(i), item);
    }
}
