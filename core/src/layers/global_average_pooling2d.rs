//! Pooling by the mean of the whole image.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{In, Layer, Out, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::{self, Level};
use crate::shape::{Features, Image};

/// The mean of each channel,
/// [`keras.layers.GlobalAveragePooling2D`](https://keras.io/api/layers/pooling_layers/global_average_pooling2d/).
///
/// From the image `X` to as many features as it has channels.
///
/// ```
/// use layerproof::layers::{GlobalAveragePooling2d, Layer};
/// use layerproof::shape::Image;
///
/// let mean = GlobalAveragePooling2d::<f32, Image<1, 2, 2>>::ZERO;
/// assert_eq!(mean.call(&[[[1.0, 10.0], [3.0, 30.0]]]), [2.0, 20.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct GlobalAveragePooling2d<T, X> {
    settings: PhantomData<(T, X)>,
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize> Layer for GlobalAveragePooling2d<T, Image<H, W, C>> {
    type Scalar = T;
    type Input = Image<H, W, C>;
    type Output = Features<C>;
    type Head<Previous: Head> = Previous::Pooled<C>;

    const STEM: &'static str = "global_average_pooling2d";
    const ZERO: Self = Self { settings: PhantomData };
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GlobalAveragePooling2d")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = kernels::mean(x);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{GlobalAveragePooling2d, Image, In, Level, Out, Scalar, kernels};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, const H: usize, const W: usize, const C: usize> TrainLayer
        for GlobalAveragePooling2d<T, Image<H, W, C>>
    {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                *y = kernels::mean(x);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                kernels::mean_gradient(dy, dx);
            }
        }
    }
}
