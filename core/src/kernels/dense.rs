//! Products of a matrix of fixed size with one vector or a tile of them.

use crate::Scalar;

/// `y += W·x`, column by column, which vectorises over the outputs.
#[inline]
pub fn matrix_vector<T: Scalar, const I: usize, const O: usize>(columns: &[[T; O]; I], x: &[T; I], y: &mut [T; O]) {
    add_products(columns, x, y);
}

/// `sums += Σ column · x`.
#[inline]
pub(super) fn add_products<T: Scalar, const O: usize>(columns: &[[T; O]], x: &[T], sums: &mut [T; O]) {
    for (column, &x) in columns.iter().zip(x) {
        for (sum, &w) in sums.iter_mut().zip(column) {
            *sum += w * x;
        }
    }
}

/// The inner product, as eight sums side by side.
#[inline]
pub(super) fn dot<T: Scalar, const N: usize>(a: &[T; N], b: &[T; N]) -> T {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [T::ZERO; 8];
    for (a, b) in a.iter().zip(b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
        *sum += a * b;
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// `sum += row` for each row.
#[inline]
pub fn add_rows<T: Scalar, const O: usize>(rows: &[[T; O]], sum: &mut [T; O]) {
    for row in rows {
        for (sum, &value) in sum.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// `G += Σ dy·xᵀ`: the gradient of a matrix over a tile.
#[inline]
pub fn add_outer_products<T: Scalar, const I: usize, const O: usize>(
    x: &[[T; I]],
    dy: &[[T; O]],
    gradient: &mut [[T; O]; I],
) {
    for (x, dy) in x.iter().zip(dy) {
        for (column, &x) in gradient.iter_mut().zip(x) {
            for (g, &dy) in column.iter_mut().zip(dy) {
                *g += dy * x;
            }
        }
    }
}

/// `dx = Wᵀ·dy` for each row of a tile.
#[inline]
pub fn transposed_products<T: Scalar, const I: usize, const O: usize>(
    columns: &[[T; O]; I],
    dy: &[[T; O]],
    dx: &mut [[T; I]],
) {
    for (dy, dx) in dy.iter().zip(dx) {
        for (dx, column) in dx.iter_mut().zip(columns) {
            *dx = dot(column, dy);
        }
    }
}
