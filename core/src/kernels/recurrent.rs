//! Products of one step of a recurrent layer on the way back.

use super::Level;
use crate::Scalar;

/// The partial sums of a product along a column: as many numbers as the longest register has.
const LANES: usize = 16;

/// `dx = Wᵀ·dy` for one row.
///
/// Unlike [`transposed_products`](super::transposed_products), which turns the matrix first, it sums along the columns: worth it
/// where there is one row at a time. Each sum has 16 parts in an order of their own, so that its bits do not depend on the CPU's
/// registers.
#[inline(always)]
pub fn transposed_product<L: Level, T: Scalar, const I: usize, const O: usize>(
    level: L,
    columns: &[[T; O]; I],
    dy: &[T; O],
    dx: &mut [T; I],
) {
    for (dx, column) in dx.iter_mut().zip(columns) {
        *dx = dot(level, column, dy);
    }
}

/// The sum of products.
#[inline(always)]
fn dot<L: Level, T: Scalar>(level: L, a: &[T], b: &[T]) -> T {
    let mut sums = [T::ZERO; LANES];
    let ((chunks_a, rest_a), (chunks_b, rest_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in chunks_a.iter().zip(chunks_b) {
        for lane in 0..LANES {
            sums[lane] = level.mul_add(a[lane], b[lane], sums[lane]);
        }
    }
    for (sum, (&a, &b)) in sums.iter_mut().zip(rest_a.iter().zip(rest_b)) {
        *sum = level.mul_add(a, b, *sum);
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}
