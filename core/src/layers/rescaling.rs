//! Values brought to another range.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{HeadShape, In, Layer, Out, Source, no_parameters};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::shape::Array;

/// y = x · scale + offset, [`keras.layers.Rescaling`](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/).
///
/// Over values of the shape `S`. `SCALE` and `OFFSET` are the numbers' bits.
///
/// ```
/// use layerproof::layers::{Layer, Rescaling};
/// use layerproof::shape::Features;
///
/// type Halved = Rescaling<f32, Features<2>, { 0.5_f64.to_bits() }, { (-1.0_f64).to_bits() }>;
/// assert_eq!(Halved::ZERO.call(&[2.0, 4.0]), [0.0, 1.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Rescaling<T, S, const SCALE: u64, const OFFSET: u64 = 0> {
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: HeadShape, const SCALE: u64, const OFFSET: u64> Rescaling<T, S, SCALE, OFFSET> {
    const SCALE: f64 = {
        let (scale, offset) = (f64::from_bits(SCALE), f64::from_bits(OFFSET));
        assert!(
            scale.is_finite() && offset.is_finite(),
            "the scale and the offset of a `Rescaling` are finite numbers"
        );
        scale
    };
    const OFFSET: f64 = f64::from_bits(OFFSET);

    #[inline(always)]
    fn rescale(values: &mut [T]) {
        let (scale, offset) = (T::from_f64(const { Self::SCALE }), T::from_f64(const { Self::OFFSET }));
        for value in values {
            *value = *value * scale + offset;
        }
    }
}

impl<T: Scalar, S: HeadShape, const SCALE: u64, const OFFSET: u64> Layer for Rescaling<T, S, SCALE, OFFSET> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    // Whatever range the values had, they have another one.
    type Head<Previous: Head> = S::Head<Linear>;

    const STEM: &'static str = "rescaling";
    const ZERO: Self = {
        let _ = Self::SCALE;
        Self { settings: PhantomData }
    };
    const IN_PLACE: bool = true;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rescaling<{:?}", Self::SCALE)?;
        if Self::OFFSET != 0.0 {
            write!(f, ", {:?}", Self::OFFSET)?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        Self::rescale(y.flat_mut());
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, _: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        Self::rescale(y.flat_mut());
    }
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, const SCALE: u64, const OFFSET: u64]
    Rescaling<T, S, SCALE, OFFSET>,
    |_layer, _level, x, y| {
        super::copy(x.get(0), Array::flat_mut(y));
        Self::rescale(Array::flat_mut(y));
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, HeadShape, In, Layer, Level, Out, Rescaling, Scalar};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: HeadShape, const SCALE: u64, const OFFSET: u64> TrainLayer for Rescaling<T, S, SCALE, OFFSET> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                self.infer(level, x, y);
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
            let scale = T::from_f64(const { Self::SCALE });
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                *dx = *dy;
                for dx in dx.flat_mut() {
                    *dx *= scale;
                }
            }
        }
    }
}
