//! Zeros around values.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;

use super::rearranging::{gather, grid, rearranging};
use super::{HeadShape, In, Layer, Out, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

rearranging! {
    /// Zeros before and after the steps of a sequence,
    /// [`keras.layers.ZeroPadding1D`](https://keras.io/api/layers/reshaping_layers/zero_padding1d/).
    ///
    /// From the sequence `X` to the longer sequence `Y`, which begins with `LEFT` steps of zeros and ends with as many as the
    /// sizes say.
    ///
    /// ```
    /// use layerproof::layers::{Layer, ZeroPadding1d};
    /// use layerproof::shape::Sequence;
    ///
    /// let padding = ZeroPadding1d::<f32, Sequence<1, 2>, Sequence<3, 2>, 1>::ZERO;
    /// assert_eq!(padding.call(&[[1.0, 2.0]]), [[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]]);
    /// ```
    ZeroPadding1d<LEFT>: "zero_padding1d", Pooled
}

rearranging! {
    /// Zeros around an image,
    /// [`keras.layers.ZeroPadding2D`](https://keras.io/api/layers/reshaping_layers/zero_padding2d/).
    ///
    /// From the image `X` to the larger image `Y`, which begins with `TOP` rows and `LEFT` columns of zeros, and ends with as many
    /// as the sizes say.
    ///
    /// ```
    /// use layerproof::layers::{Layer, ZeroPadding2d};
    /// use layerproof::shape::Image;
    ///
    /// let padding = ZeroPadding2d::<f32, Image<1, 1, 1>, Image<2, 3, 1>, 1, 1>::ZERO;
    /// assert_eq!(padding.call(&[[[4.0]]]), [[[0.0], [0.0], [0.0]], [[0.0], [4.0], [0.0]]]);
    /// ```
    ZeroPadding2d<TOP, LEFT>: "zero_padding2d", Pooled
}

/// How many of an axis lie before and after it in a longer one.
const fn around(inner: usize, outer: usize, before: usize) -> (usize, usize) {
    (before, outer.saturating_sub(inner).saturating_sub(before))
}

/// The place in the inner grid of a place in the outer one, where there is one.
#[inline(always)]
fn inside<X: Shape, Y: Shape>(at: usize, top: usize, left: usize) -> Option<usize> {
    let ([rows, columns, _], [_, width, _]) = const { (grid::<X>(), grid::<Y>()) };
    let (row, column) = ((at / width).checked_sub(top)?, (at % width).checked_sub(left)?);
    (row < rows && column < columns).then(|| row * columns + column)
}

impl<T: Scalar, X: Shape, Y: HeadShape, const LEFT: usize> ZeroPadding1d<T, X, Y, LEFT> {
    const RUN: usize = Y::LAST;
    const STEPS: (usize, usize) = around(grid::<X>()[1], grid::<Y>()[1], LEFT);
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::ZeroPadding1d(rules::layers::ZeroPadding1d {
            steps: Self::STEPS
        })),
        "the sizes of a `ZeroPadding1d` do not fit each other"
    );

    #[inline(always)]
    fn source(at: usize) -> Option<usize> {
        inside::<X, Y>(at, 0, LEFT)
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = Self::STEPS;
        write!(f, "{left}, {right}")
    }
}

impl<T: Scalar, X: Shape, Y: HeadShape, const TOP: usize, const LEFT: usize> ZeroPadding2d<T, X, Y, TOP, LEFT> {
    const RUN: usize = Y::LAST;
    const HEIGHT: (usize, usize) = around(grid::<X>()[0], grid::<Y>()[0], TOP);
    const WIDTH: (usize, usize) = around(grid::<X>()[1], grid::<Y>()[1], LEFT);
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::ZeroPadding2d(rules::layers::ZeroPadding2d {
            height: Self::HEIGHT,
            width: Self::WIDTH
        })),
        "the sizes of a `ZeroPadding2d` do not fit each other"
    );

    #[inline(always)]
    fn source(at: usize) -> Option<usize> {
        inside::<X, Y>(at, TOP, LEFT)
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, {:?}", Self::HEIGHT, Self::WIDTH)
    }
}
