//! Pooling by the largest value or the mean of all positions.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{HeadShape, In, Layer, Out, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::{self, Level};
use crate::shape::{Features, Image, Sequence, Shape};

/// What becomes of the values of all positions.
pub trait Reduction {
    /// One value a channel.
    fn forward<T: Scalar, const C: usize>(x: &[[T; C]]) -> [T; C];
    /// From dL/dy to dL/dx.
    fn backward<T: Scalar, const C: usize>(x: &[[T; C]], y: &[T; C], dy: &[T; C], dx: &mut [[T; C]]);
}

struct Max;

impl Reduction for Max {
    #[inline(always)]
    fn forward<T: Scalar, const C: usize>(x: &[[T; C]]) -> [T; C] {
        kernels::global_max_pool(x)
    }
    #[inline(always)]
    fn backward<T: Scalar, const C: usize>(x: &[[T; C]], y: &[T; C], dy: &[T; C], dx: &mut [[T; C]]) {
        kernels::global_max_pool_gradient(x, y, dy, dx);
    }
}

struct Average;

impl Reduction for Average {
    #[inline(always)]
    fn forward<T: Scalar, const C: usize>(x: &[[T; C]]) -> [T; C] {
        kernels::global_average_pool(x)
    }
    #[inline(always)]
    fn backward<T: Scalar, const C: usize>(_: &[[T; C]], _: &[T; C], dy: &[T; C], dx: &mut [[T; C]]) {
        kernels::global_average_pool_gradient(dy, dx);
    }
}

/// A shape with channels at positions of `AXES` axes, and what is left when all positions are taken together: with
/// `KEEPDIMS` one position, else the channels alone.
pub trait Positions<const AXES: usize, const KEEPDIMS: bool>: Shape {
    /// What is left.
    type Pooled: HeadShape;
    /// Takes all positions together.
    fn forward<R: Reduction, T: Scalar>(x: &Self::Array<T>, y: &mut <Self::Pooled as Shape>::Array<T>);
    /// From dL/dy to dL/dx.
    fn backward<R: Reduction, T: Scalar>(
        x: &Self::Array<T>,
        y: &<Self::Pooled as Shape>::Array<T>,
        dy: &<Self::Pooled as Shape>::Array<T>,
        dx: &mut Self::Array<T>,
    );
}

/// For a shape: what is left, and the expressions of its positions and of the channels that are left.
macro_rules! positions {
    (
        [$($size:ident)+] $shape:ty, $axes:literal, $keepdims:literal => $pooled:ty,
        |$x:ident, $dx:ident| $positions:expr, $positions_mut:expr,
        $channels:pat => $c:ident
    ) => {
        impl<$(const $size: usize),+> Positions<$axes, $keepdims> for $shape {
            type Pooled = $pooled;

            #[inline(always)]
            fn forward<R: Reduction, T: Scalar>($x: &<$shape as Shape>::Array<T>, y: &mut <$pooled as Shape>::Array<T>) {
                let $channels = y;
                *$c = R::forward($positions);
            }

            #[inline(always)]
            fn backward<R: Reduction, T: Scalar>(
                $x: &<$shape as Shape>::Array<T>,
                y: &<$pooled as Shape>::Array<T>,
                dy: &<$pooled as Shape>::Array<T>,
                $dx: &mut <$shape as Shape>::Array<T>,
            ) {
                let channels = |$channels: &<$pooled as Shape>::Array<T>| *$c;
                R::backward($positions, &channels(y), &channels(dy), $positions_mut);
            }
        }
    };
}

positions! {
    [H W C] Image<H, W, C>, 2, false => Features<C>,
    |x, dx| x.as_flattened(), dx.as_flattened_mut(),
    channels => channels
}
positions! {
    [H W C] Image<H, W, C>, 2, true => Image<1, 1, C>,
    |x, dx| x.as_flattened(), dx.as_flattened_mut(),
    [[channels]] => channels
}
positions! {
    [L C] Sequence<L, C>, 1, false => Features<C>,
    |x, dx| x, dx,
    channels => channels
}
positions! {
    [L C] Sequence<L, C>, 1, true => Sequence<1, C>,
    |x, dx| x, dx,
    [channels] => channels
}

macro_rules! global_pooling {
    ($(#[$doc:meta])* $name:ident: $stem:literal, $axes:literal, $reduction:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
        #[zeroable(bound = "")]
        #[repr(C)]
        pub struct $name<T, X, const KEEPDIMS: bool = false> {
            settings: PhantomData<(T, X)>,
        }

        impl<T: Scalar, X: Positions<$axes, KEEPDIMS>, const KEEPDIMS: bool> Layer for $name<T, X, KEEPDIMS> {
            type Scalar = T;
            type Input = X;
            type Output = X::Pooled;
            type Head<Previous: Head> = <X::Pooled as HeadShape>::Pooled<Previous>;

            const STEM: &'static str = $stem;
            const ZERO: Self = Self { settings: PhantomData };
            no_parameters!();

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))?;
                f.write_str(if KEEPDIMS { "<keepdims = true>" } else { "" })
            }

            #[inline(always)]
            fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
                X::forward::<$reduction, T>(x, y);
            }
        }

        #[cfg(feature = "train")]
        impl<T: Scalar, X: Positions<$axes, KEEPDIMS>, const KEEPDIMS: bool> super::TrainLayer
            for $name<T, X, KEEPDIMS>
        {
            type Saved = ();
            type Tape<const B: usize> = ();

            fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                _: L,
                x: &[In<Self>],
                y: &mut [Out<Self>],
                _: &mut [()],
                _: crate::tape::Noise,
            ) {
                for (x, y) in x.iter().zip(y) {
                    X::forward::<$reduction, T>(x, y);
                }
            }

            #[inline(always)]
            fn differentiate<L: Level>(
                &self,
                _: L,
                x: &[In<Self>],
                y: &[Out<Self>],
                _: &[()],
                dy: &mut [Out<Self>],
                dx: Option<&mut [In<Self>]>,
                _: &mut Self,
                _: bool,
            ) {
                for ((dx, x), (y, dy)) in dx.into_iter().flatten().zip(x).zip(y.iter().zip(dy)) {
                    X::backward::<$reduction, T>(x, y, dy, dx);
                }
            }
        }
    };
}

global_pooling! {
    /// The mean of each channel,
    /// [`keras.layers.GlobalAveragePooling2D`](https://keras.io/api/layers/pooling_layers/global_average_pooling2d/).
    ///
    /// From the image `X` to as many features as it has channels; with `KEEPDIMS` to an image of one pixel.
    ///
    /// ```
    /// use layerproof::layers::{GlobalAveragePooling2d, Layer};
    /// use layerproof::shape::Image;
    ///
    /// let mean = GlobalAveragePooling2d::<f32, Image<1, 2, 2>>::ZERO;
    /// assert_eq!(mean.call(&[[[1.0, 10.0], [3.0, 30.0]]]), [2.0, 20.0]);
    /// ```
    GlobalAveragePooling2d: "global_average_pooling2d", 2, Average
}

global_pooling! {
    /// The mean of each channel over all steps,
    /// [`keras.layers.GlobalAveragePooling1D`](https://keras.io/api/layers/pooling_layers/global_average_pooling1d/).
    ///
    /// From the sequence `X` to as many features as it has channels; with `KEEPDIMS` to a sequence of one step.
    ///
    /// ```
    /// use layerproof::layers::{GlobalAveragePooling1d, Layer};
    /// use layerproof::shape::Sequence;
    ///
    /// let mean = GlobalAveragePooling1d::<f32, Sequence<2, 2>, true>::ZERO;
    /// assert_eq!(mean.call(&[[1.0, 10.0], [3.0, 30.0]]), [[2.0, 20.0]]);
    /// ```
    GlobalAveragePooling1d: "global_average_pooling1d", 1, Average
}

global_pooling! {
    /// The largest value of each channel,
    /// [`keras.layers.GlobalMaxPooling2D`](https://keras.io/api/layers/pooling_layers/global_max_pooling2d/).
    ///
    /// From the image `X` to as many features as it has channels; with `KEEPDIMS` to an image of one pixel. The gradient goes
    /// to the first largest value, row by row.
    ///
    /// ```
    /// use layerproof::layers::{GlobalMaxPooling2d, Layer};
    /// use layerproof::shape::Image;
    ///
    /// let largest = GlobalMaxPooling2d::<f32, Image<1, 2, 2>>::ZERO;
    /// assert_eq!(largest.call(&[[[1.0, 30.0], [3.0, 10.0]]]), [3.0, 30.0]);
    /// ```
    GlobalMaxPooling2d: "global_max_pooling2d", 2, Max
}

global_pooling! {
    /// The largest value of each channel over all steps,
    /// [`keras.layers.GlobalMaxPooling1D`](https://keras.io/api/layers/pooling_layers/global_max_pooling1d/).
    ///
    /// From the sequence `X` to as many features as it has channels; with `KEEPDIMS` to a sequence of one step. The gradient
    /// goes to the first largest value.
    ///
    /// ```
    /// use layerproof::layers::{GlobalMaxPooling1d, Layer};
    /// use layerproof::shape::Sequence;
    ///
    /// let largest = GlobalMaxPooling1d::<f32, Sequence<2, 2>>::ZERO;
    /// assert_eq!(largest.call(&[[1.0, 30.0], [3.0, 10.0]]), [3.0, 30.0]);
    /// ```
    GlobalMaxPooling1d: "global_max_pooling1d", 1, Max
}
