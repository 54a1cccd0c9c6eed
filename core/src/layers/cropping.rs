//! Borders taken away.

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
    /// Steps taken away from both ends of a sequence,
    /// [`keras.layers.Cropping1D`](https://keras.io/api/layers/reshaping_layers/cropping1d/).
    ///
    /// From the sequence `X` to the shorter sequence `Y`: without the first `LEFT` steps, and without as many of the last as the
    /// sizes say.
    ///
    /// ```
    /// use layerproof::layers::{Cropping1d, Layer};
    /// use layerproof::shape::Sequence;
    ///
    /// let cropping = Cropping1d::<f32, Sequence<4, 1>, Sequence<2, 1>, 1>::ZERO;
    /// assert_eq!(cropping.call(&[[1.0], [2.0], [3.0], [4.0]]), [[2.0], [3.0]]);
    /// ```
    Cropping1d<LEFT>: "cropping1d", Reshaped
}

rearranging! {
    /// Rows and columns taken away from all sides of an image,
    /// [`keras.layers.Cropping2D`](https://keras.io/api/layers/reshaping_layers/cropping2d/).
    ///
    /// From the image `X` to the smaller image `Y`: without the first `TOP` rows and `LEFT` columns, and without as many of the
    /// last as the sizes say.
    ///
    /// ```
    /// use layerproof::layers::{Cropping2d, Layer};
    /// use layerproof::shape::Image;
    ///
    /// let cropping = Cropping2d::<f32, Image<2, 3, 1>, Image<1, 2, 1>, 0, 1>::ZERO;
    /// assert_eq!(cropping.call(&[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]]), [[[2.0], [3.0]]]);
    /// ```
    Cropping2d<TOP, LEFT>: "cropping2d", Reshaped
}

/// How many of an axis are taken away before and after what stays.
const fn cut(outer: usize, inner: usize, before: usize) -> (usize, usize) {
    (before, outer.saturating_sub(inner).saturating_sub(before))
}

/// The place in the outer grid of a place in the inner one.
#[inline(always)]
fn outside<X: Shape, Y: Shape>(at: usize, top: usize, left: usize) -> usize {
    let ([_, width, _], [_, columns, _]) = const { (grid::<X>(), grid::<Y>()) };
    (at / columns + top) * width + at % columns + left
}

impl<T: Scalar, X: Shape, Y: HeadShape, const LEFT: usize> Cropping1d<T, X, Y, LEFT> {
    const RUN: usize = Y::LAST;
    const STEPS: (usize, usize) = cut(grid::<X>()[1], grid::<Y>()[1], LEFT);
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::Cropping1d(rules::layers::Cropping1d {
            steps: Self::STEPS
        })),
        "the sizes of a `Cropping1d` do not fit each other"
    );

    #[inline(always)]
    fn source(at: usize) -> usize {
        outside::<X, Y>(at, 0, LEFT)
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = Self::STEPS;
        write!(f, "{left}, {right}")
    }
}

impl<T: Scalar, X: Shape, Y: HeadShape, const TOP: usize, const LEFT: usize> Cropping2d<T, X, Y, TOP, LEFT> {
    const RUN: usize = Y::LAST;
    const HEIGHT: (usize, usize) = cut(grid::<X>()[0], grid::<Y>()[0], TOP);
    const WIDTH: (usize, usize) = cut(grid::<X>()[1], grid::<Y>()[1], LEFT);
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::Cropping2d(rules::layers::Cropping2d {
            height: Self::HEIGHT,
            width: Self::WIDTH
        })),
        "the sizes of a `Cropping2d` do not fit each other"
    );

    #[inline(always)]
    fn source(at: usize) -> usize {
        outside::<X, Y>(at, TOP, LEFT)
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, {:?}", Self::HEIGHT, Self::WIDTH)
    }
}
