//! Pooling by the largest value or the mean under a moving window.

use core::array::{from_mut, from_ref};
use core::fmt::{self, Debug};
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;

use super::{HeadShape, In, Layer, Out, Window, Window1d, no_parameters, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::{self, Axis, Level, Windows};
use crate::shape::{Image, Sequence, Shape};

/// What becomes of the values under a window.
pub trait Pool {
    /// The value at each position of the window.
    fn forward<L: Level, T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        level: L,
        windows: Windows,
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    );

    /// From dL/dy to dL/dx.
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        windows: Windows,
        x: &[[[T; C]; W]; H],
        y: &[[[T; C]; OW]; OH],
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    );
}

struct Max;

impl Pool for Max {
    #[inline(always)]
    fn forward<
        L: Level,
        T: Scalar,
        const H: usize,
        const W: usize,
        const C: usize,
        const OH: usize,
        const OW: usize,
    >(
        level: L,
        windows: Windows,
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    ) {
        kernels::max_pool(level, windows, x, y);
    }
    #[inline(always)]
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        windows: Windows,
        x: &[[[T; C]; W]; H],
        y: &[[[T; C]; OW]; OH],
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        kernels::max_pool_gradient(windows, x, y, dy, dx);
    }
}

struct Average;

impl Pool for Average {
    #[inline(always)]
    fn forward<
        L: Level,
        T: Scalar,
        const H: usize,
        const W: usize,
        const C: usize,
        const OH: usize,
        const OW: usize,
    >(
        _: L,
        windows: Windows,
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    ) {
        kernels::average_pool(windows, x, y);
    }
    #[inline(always)]
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        windows: Windows,
        _: &[[[T; C]; W]; H],
        _: &[[[T; C]; OW]; OH],
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        kernels::average_pool_gradient(windows, dy, dx);
    }
}

/// A window that moves over values of the shape `X` and gives values of the shape `Y`. A sequence is an image of one row.
pub trait Moves<X: Shape, Y: Shape>: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding;
    /// Where the window lies at each position.
    const WINDOWS: Windows;

    /// Writes the arguments as they stand in a model: `2, 2, strides = 1`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The value at each position.
    fn forward<P: Pool, L: Level, T: Scalar>(level: L, x: &X::Array<T>, y: &mut Y::Array<T>);

    /// From dL/dy to dL/dx.
    fn backward<P: Pool, T: Scalar>(x: &X::Array<T>, y: &Y::Array<T>, dy: &Y::Array<T>, dx: &mut X::Array<T>);
}

/// The padding with which a rule leads from one shape to the other.
const fn padding<X: Shape, Y: Shape>(valid: rules::Layer, same: rules::Layer) -> Padding {
    if rule::fits::<X, Y>(valid) {
        Padding::Valid
    } else {
        assert!(
            rule::fits::<X, Y>(same),
            "the output size of a pooling layer does not follow from its input with any padding"
        );
        Padding::Same
    }
}

impl<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
> Moves<Image<H, W, C>, Image<OH, OW, C>> for Window<KH, KW, SH, SW>
{
    const PADDING: Padding = {
        let rule = rules::layers::Pooling2d {
            pool_size: (KH, KW),
            strides: (SH, SW),
            padding: Padding::Valid,
        };
        let same = rules::layers::Pooling2d {
            padding: Padding::Same,
            ..rule
        };
        padding::<Image<H, W, C>, Image<OH, OW, C>>(rules::Layer::Pooling2d(rule), rules::Layer::Pooling2d(same))
    };
    const WINDOWS: Windows = {
        let _ = <Self as Moves<Image<H, W, C>, Image<OH, OW, C>>>::PADDING;
        Windows {
            vertical: Axis::new(H, OH, KH, SH),
            horizontal: Axis::new(W, OW, KW, SW),
        }
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{KH}, {KW}")?;
        let padding = <Self as Moves<Image<H, W, C>, Image<OH, OW, C>>>::PADDING;
        rule::describe_window(f, (SH, SW), (KH, KW), padding)
    }

    #[inline(always)]
    fn forward<P: Pool, L: Level, T: Scalar>(level: L, x: &[[[T; C]; W]; H], y: &mut [[[T; C]; OW]; OH]) {
        let windows = const { <Self as Moves<Image<H, W, C>, Image<OH, OW, C>>>::WINDOWS };
        P::forward(level, windows, x, y);
    }

    #[inline(always)]
    fn backward<P: Pool, T: Scalar>(
        x: &[[[T; C]; W]; H],
        y: &[[[T; C]; OW]; OH],
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        let windows = const { <Self as Moves<Image<H, W, C>, Image<OH, OW, C>>>::WINDOWS };
        P::backward(windows, x, y, dy, dx);
    }
}

impl<const L: usize, const C: usize, const OL: usize, const K: usize, const S: usize>
    Moves<Sequence<L, C>, Sequence<OL, C>> for Window1d<K, S>
{
    const PADDING: Padding = {
        let rule = rules::layers::Pooling1d {
            pool_size: K,
            strides: S,
            padding: Padding::Valid,
        };
        let same = rules::layers::Pooling1d {
            padding: Padding::Same,
            ..rule
        };
        padding::<Sequence<L, C>, Sequence<OL, C>>(rules::Layer::Pooling1d(rule), rules::Layer::Pooling1d(same))
    };
    const WINDOWS: Windows = {
        let _ = <Self as Moves<Sequence<L, C>, Sequence<OL, C>>>::PADDING;
        Windows {
            vertical: Axis::new(1, 1, 1, 1),
            horizontal: Axis::new(L, OL, K, S),
        }
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{K}")?;
        let padding = <Self as Moves<Sequence<L, C>, Sequence<OL, C>>>::PADDING;
        rule::describe_window(f, (S, S), (K, K), padding)
    }

    #[inline(always)]
    fn forward<P: Pool, V: Level, T: Scalar>(level: V, x: &[[T; C]; L], y: &mut [[T; C]; OL]) {
        let windows = const { <Self as Moves<Sequence<L, C>, Sequence<OL, C>>>::WINDOWS };
        P::forward(level, windows, from_ref(x), from_mut(y));
    }

    #[inline(always)]
    fn backward<P: Pool, T: Scalar>(x: &[[T; C]; L], y: &[[T; C]; OL], dy: &[[T; C]; OL], dx: &mut [[T; C]; L]) {
        let windows = const { <Self as Moves<Sequence<L, C>, Sequence<OL, C>>>::WINDOWS };
        P::backward(windows, from_ref(x), from_ref(y), from_ref(dy), from_mut(dx));
    }
}

macro_rules! pooling {
    ($(#[$doc:meta])* $name:ident: $stem:literal, $pool:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
        #[zeroable(bound = "")]
        #[repr(C)]
        pub struct $name<T, X, Y, W> {
            settings: PhantomData<(T, X, Y, W)>,
        }

        impl<T: Scalar, X: Shape, Y: HeadShape, W: Moves<X, Y>> Layer for $name<T, X, Y, W> {
            type Scalar = T;
            type Input = X;
            type Output = Y;
            type Head<Previous: Head> = Y::Pooled<Previous>;

            const STEM: &'static str = $stem;
            const ZERO: Self = {
                let _ = W::PADDING;
                Self { settings: PhantomData }
            };
            no_parameters!();

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "<"))?;
                W::describe(f)?;
                f.write_str(">")
            }

            #[inline(always)]
            fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
                W::forward::<$pool, L, T>(level, x, y);
            }
        }

        #[cfg(feature = "train")]
        impl<T: Scalar, X: Shape, Y: HeadShape, W: Moves<X, Y>> super::TrainLayer for $name<T, X, Y, W> {
            type Saved = ();
            type Tape<const B: usize> = ();

            fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                level: L,
                x: &[In<Self>],
                y: &mut [Out<Self>],
                _: &mut [()],
                _: crate::tape::Noise,
            ) {
                for (x, y) in x.iter().zip(y) {
                    W::forward::<$pool, L, T>(level, x, y);
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
                    W::backward::<$pool, T>(x, y, dy, dx);
                }
            }
        }
    };
}

pooling! {
    /// The largest value of each channel under a moving window,
    /// [`keras.layers.MaxPooling2D`](https://keras.io/api/layers/pooling_layers/max_pooling2d/).
    ///
    /// From the image `X` to the image `Y`, with the window's size and strides in `W`, a [`Window`]. Padding, where the
    /// sizes say that there is some, takes no part. The gradient goes to the first largest value, row by row.
    ///
    /// ```
    /// use layerproof::layers::{Layer, MaxPooling2d, Window};
    /// use layerproof::shape::Image;
    ///
    /// type Halved = MaxPooling2d<f32, Image<2, 2, 1>, Image<1, 1, 1>, Window<2, 2, 2, 2>>;
    /// assert_eq!(Halved::ZERO.call(&[[[1.0], [4.0]], [[3.0], [2.0]]]), [[[4.0]]]);
    /// ```
    MaxPooling2d: "max_pooling2d", Max
}

pooling! {
    /// The largest value of each channel under a window that moves over steps,
    /// [`keras.layers.MaxPooling1D`](https://keras.io/api/layers/pooling_layers/max_pooling1d/).
    ///
    /// From the sequence `X` to the sequence `Y`, with the window's size and stride in `W`, a [`Window1d`]; else as
    /// [`MaxPooling2d`].
    ///
    /// ```
    /// use layerproof::layers::{Layer, MaxPooling1d, Window1d};
    /// use layerproof::shape::Sequence;
    ///
    /// type Halved = MaxPooling1d<f32, Sequence<4, 1>, Sequence<2, 1>, Window1d<2, 2>>;
    /// assert_eq!(Halved::ZERO.call(&[[1.0], [4.0], [3.0], [2.0]]), [[4.0], [3.0]]);
    /// ```
    MaxPooling1d: "max_pooling1d", Max
}

pooling! {
    /// The mean of each channel under a moving window,
    /// [`keras.layers.AveragePooling2D`](https://keras.io/api/layers/pooling_layers/average_pooling2d/).
    ///
    /// From the image `X` to the image `Y`, with the window's size and strides in `W`, a [`Window`]. Padding, where the
    /// sizes say that there is some, does not count: at a border the mean is that of fewer values.
    ///
    /// ```
    /// use layerproof::layers::{AveragePooling2d, Layer, Window};
    /// use layerproof::shape::Image;
    ///
    /// type Halved = AveragePooling2d<f32, Image<2, 3, 1>, Image<1, 2, 1>, Window<2, 2, 2, 2>>;
    /// assert_eq!(Halved::ZERO.call(&[[[1.0], [4.0], [6.0]], [[3.0], [2.0], [8.0]]]), [[[2.5], [7.0]]]);
    /// ```
    AveragePooling2d: "average_pooling2d", Average
}

pooling! {
    /// The mean of each channel under a window that moves over steps,
    /// [`keras.layers.AveragePooling1D`](https://keras.io/api/layers/pooling_layers/average_pooling1d/).
    ///
    /// From the sequence `X` to the sequence `Y`, with the window's size and stride in `W`, a [`Window1d`]; else as
    /// [`AveragePooling2d`].
    ///
    /// ```
    /// use layerproof::layers::{AveragePooling1d, Layer, Window1d};
    /// use layerproof::shape::Sequence;
    ///
    /// type Halved = AveragePooling1d<f32, Sequence<3, 1>, Sequence<2, 1>, Window1d<2, 2>>;
    /// assert_eq!(Halved::ZERO.call(&[[1.0], [4.0], [3.0]]), [[2.5], [3.0]]);
    /// ```
    AveragePooling1d: "average_pooling1d", Average
}
