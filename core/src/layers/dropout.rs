//! Values left out at random while training.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{In, Layer, Out, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::Shape;

/// While training, each value is 0 with a probability, and grows by what that takes away otherwise: the mean stays.
/// A prediction is left as it is. [`keras.layers.Dropout`](https://keras.io/api/layers/regularization_layers/dropout/),
/// after Srivastava et al. 2014.
///
/// Over values of the shape `S`. `RATE` is the probability's bits: `Dropout<f32, Features<8>, { 0.5_f64.to_bits() }>`.
///
/// What is left out depends on the training's seed, the step, the layer's call, the sample's place in the mini-batch and
/// the value's place in the sample: never on tiles or threads.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Dropout<T, S, const RATE: u64> {
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape, const RATE: u64> Dropout<T, S, RATE> {
    const RATE: f64 = {
        let rate = f64::from_bits(RATE);
        assert!(
            rate >= 0.0 && rate < 1.0,
            "the rate of a `Dropout` lies from 0 to below 1"
        );
        rate
    };
}

impl<T: Scalar, S: Shape, const RATE: u64> Layer for Dropout<T, S, RATE> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    type Head<Previous: Head> = Previous;

    const STEM: &'static str = "dropout";
    const ZERO: Self = {
        let _ = Self::RATE;
        Self { settings: PhantomData }
    };
    const RENAMES: bool = true;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dropout<{:?}>", Self::RATE)
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
    }
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, const RATE: u64]
    Dropout<T, S, RATE>,
    |_layer, _level, x, y| super::copy(x.get(0), crate::shape::Array::flat_mut(y))
}

#[cfg(feature = "train")]
mod train {
    use super::{Dropout, In, Level, Out, Scalar, Shape};
    use crate::kernels;
    use crate::layers::TrainLayer;
    use crate::shape::Array;
    use crate::tape::Noise;

    impl<T: Scalar, S: Shape, const RATE: u64> Dropout<T, S, RATE> {
        /// Both passes: a value's gradient is left out where the value was.
        fn dropout(seed: u64, values: &mut S::Array<T>) {
            let dropped = const { kernels::probability(Self::RATE) };
            let scale = T::from_f64(const { 1.0 / (1.0 - Self::RATE) });
            kernels::dropout(values.flat_mut(), seed, dropped, scale);
        }
    }

    impl<T: Scalar, S: Shape, const RATE: u64> TrainLayer for Dropout<T, S, RATE> {
        /// The seed of the sample's noise.
        type Saved = u64;
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: &[In<Self>], y: &mut [Out<Self>], saved: &mut [u64], noise: Noise) {
            for (row, ((x, y), seed)) in x.iter().zip(y).zip(saved).enumerate() {
                *seed = noise.of_sample(row);
                *y = *x;
                Self::dropout(*seed, y);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: &[In<Self>],
            _: &[Out<Self>],
            seeds: &[u64],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            for ((dx, dy), seed) in dx.into_iter().flatten().zip(dy).zip(seeds) {
                *dx = *dy;
                Self::dropout(*seed, dx);
            }
        }
    }
}
