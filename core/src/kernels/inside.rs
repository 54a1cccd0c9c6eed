//! Reads and writes that lie inside of a slice because of how sizes and loops are made.
//!
//! A release build has no panic in a kernel, and so no way to say that an index is wrong; a debug build, and with it every
//! test, checks it here.

use core::slice::SliceIndex;

/// One value.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn at<X>(all: &[X], index: usize) -> Option<&X> {
    debug_assert!(index < all.len(), "value {index} of {}", all.len());
    all.get(index)
}

/// One value.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn at_mut<X>(all: &mut [X], index: usize) -> Option<&mut X> {
    debug_assert!(index < all.len(), "value {index} of {}", all.len());
    all.get_mut(index)
}

/// `N` values from `at` on.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn part<X, const N: usize>(all: &[X], at: usize) -> Option<&[X; N]> {
    debug_assert!(at + N <= all.len(), "{N} values from {at} on of {}", all.len());
    all.get(at..)?.first_chunk()
}

/// `N` values from `at` on.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn part_mut<X, const N: usize>(all: &mut [X], at: usize) -> Option<&mut [X; N]> {
    debug_assert!(at + N <= all.len(), "{N} values from {at} on of {}", all.len());
    all.get_mut(at..)?.first_chunk_mut()
}

/// The values in a range.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn run<X, R: SliceIndex<[X], Output = [X]>>(all: &[X], range: R) -> &[X] {
    let run = all.get(range);
    debug_assert!(run.is_some(), "a range that ends beyond {} values", all.len());
    run.unwrap_or_default()
}

/// The values in a range.
#[cfg_attr(not(debug_assertions), inline(always))]
#[track_caller]
pub(super) fn run_mut<X, R: SliceIndex<[X], Output = [X]>>(all: &mut [X], range: R) -> &mut [X] {
    let run = all.get_mut(range);
    debug_assert!(run.is_some(), "a range that ends beyond the values");
    run.unwrap_or_default()
}
