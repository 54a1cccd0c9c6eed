//! Pooling by the largest value.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;

use super::{In, Layer, Out, Window, no_parameters, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::{self, Axis, Level, Windows};
use crate::shape::Image;

/// The largest value of each channel under a moving window,
/// [`keras.layers.MaxPooling2D`](https://keras.io/api/layers/pooling_layers/max_pooling2d/).
///
/// From the image `X` to the image `Y`, with the window's size and strides in `K`, a [`Window`]. Padding, where the
/// sizes say that there is some, takes no part. The gradient goes to the first largest value, row by row.
///
/// ```
/// use layerproof::layers::{Layer, MaxPooling2d, Window};
/// use layerproof::shape::Image;
///
/// type Halved = MaxPooling2d<f32, Image<2, 2, 1>, Image<1, 1, 1>, Window<2, 2, 2, 2>>;
/// assert_eq!(Halved::ZERO.call(&[[[1.0], [4.0]], [[3.0], [2.0]]]), [[[4.0]]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct MaxPooling2d<T, X, Y, K> {
    settings: PhantomData<(T, X, Y, K)>,
}

impl<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
> MaxPooling2d<T, Image<H, W, C>, Image<OH, OW, C>, Window<KH, KW, SH, SW>>
{
    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = if rule::fits::<Image<H, W, C>, Image<OH, OW, C>>(Self::rule(Padding::Valid)) {
        Padding::Valid
    } else {
        assert!(
            rule::fits::<Image<H, W, C>, Image<OH, OW, C>>(Self::rule(Padding::Same)),
            "the output size of a `MaxPooling2d` does not follow from its input with any padding"
        );
        Padding::Same
    };

    const WINDOWS: Windows = {
        let _ = Self::PADDING;
        Windows {
            vertical: Axis::new(H, OH, KH, SH),
            horizontal: Axis::new(W, OW, KW, SW),
        }
    };

    const fn rule(padding: Padding) -> rules::Layer {
        rules::Layer::MaxPooling2d(rules::layers::MaxPooling2d {
            pool_size: (KH, KW),
            strides: (SH, SW),
            padding,
        })
    }
}

impl<
    T: Scalar,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
> Layer for MaxPooling2d<T, Image<H, W, C>, Image<OH, OW, C>, Window<KH, KW, SH, SW>>
{
    type Scalar = T;
    type Input = Image<H, W, C>;
    type Output = Image<OH, OW, C>;
    type Head<Previous: Head> = Previous::Pooled<C>;

    const STEM: &'static str = "max_pooling2d";
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self { settings: PhantomData }
    };
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MaxPooling2d<{KH}, {KW}")?;
        rule::describe_window(f, (SH, SW), (KH, KW), Self::PADDING)?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        kernels::largest(level, const { Self::WINDOWS }, x, y);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Image, In, Level, MaxPooling2d, Out, Scalar, Window, kernels};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<
        T: Scalar,
        const H: usize,
        const W: usize,
        const C: usize,
        const OH: usize,
        const OW: usize,
        const KH: usize,
        const KW: usize,
        const SH: usize,
        const SW: usize,
    > TrainLayer for MaxPooling2d<T, Image<H, W, C>, Image<OH, OW, C>, Window<KH, KW, SH, SW>>
    {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                kernels::largest(level, const { Self::WINDOWS }, x, y);
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
                kernels::largest_gradient(const { Self::WINDOWS }, x, y, dy, dx);
            }
        }
    }
}
