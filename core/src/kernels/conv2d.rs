//! Products of a moving window with an image, for images and filters of fixed size.
//!
//! The filters are the columns of a matrix: column (row · width + column) · channels + channel holds what that number of
//! the window adds to each filter. So the innermost loop runs over the filters, as in the dense kernels; a row of the
//! window is one run of columns, and lies on one run of the image's numbers. Padding is a shorter run.

use super::dense::{add_products, dot};
use super::window::Windows;
use crate::Scalar;

/// y = b + the products of the filters with x at each position.
#[inline]
pub fn convolve<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
>(
    windows: Windows,
    filters: &[[T; F]; PATCH],
    bias: &[T; F],
    x: &[[[T; C]; W]; H],
    y: &mut [[[T; F]; OW]; OH],
) {
    let x = x.as_flattened().as_flattened();
    for (top, row) in y.iter_mut().enumerate() {
        for (left, y) in row.iter_mut().enumerate() {
            let mut sums = *bias;
            for (window, image) in windows.runs::<W>(C, (top, left)) {
                let columns = filters.get(window).unwrap_or_default();
                add_products(columns, x.get(image).unwrap_or_default(), &mut sums);
            }
            *y = sums;
        }
    }
}

/// Adds the gradient of the filters over one sample.
#[inline]
pub fn add_filter_gradients<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
>(
    windows: Windows,
    x: &[[[T; C]; W]; H],
    dy: &[[[T; F]; OW]; OH],
    gradient: &mut [[T; F]; PATCH],
) {
    let x = x.as_flattened().as_flattened();
    for (top, row) in dy.iter().enumerate() {
        for (left, dy) in row.iter().enumerate() {
            for (window, image) in windows.runs::<W>(C, (top, left)) {
                let columns = gradient.get_mut(window).unwrap_or_default();
                for (column, &x) in columns.iter_mut().zip(x.get(image).unwrap_or_default()) {
                    for (g, &dy) in column.iter_mut().zip(dy) {
                        *g += dy * x;
                    }
                }
            }
        }
    }
}

/// The gradient of the image of one sample.
#[inline]
pub fn image_gradient<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const PATCH: usize,
>(
    windows: Windows,
    filters: &[[T; F]; PATCH],
    dy: &[[[T; F]; OW]; OH],
    dx: &mut [[[T; C]; W]; H],
) {
    let dx = dx.as_flattened_mut().as_flattened_mut();
    dx.fill(T::ZERO);
    for (top, row) in dy.iter().enumerate() {
        for (left, dy) in row.iter().enumerate() {
            for (window, image) in windows.runs::<W>(C, (top, left)) {
                let columns = filters.get(window).unwrap_or_default();
                for (column, dx) in columns.iter().zip(dx.get_mut(image).unwrap_or_default()) {
                    *dx += dot(column, dy);
                }
            }
        }
    }
}
