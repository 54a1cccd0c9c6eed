//! Layers that add noise to values while training, and leave a prediction as it is.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{In, Layer, Out, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::Shape;

/// A layer with one number, whose bits are `NUMBER`. With `train` it also has `add_noise` and `noise_gradient`, which work on
/// one sample with its seed.
macro_rules! noise {
    (
        $(#[$doc:meta])*
        $name:ident: $stem:literal, |$number:ident| $valid:expr, $message:literal, axes = $axes:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
        #[zeroable(bound = "")]
        #[repr(C)]
        pub struct $name<T, S, const NUMBER: u64> {
            settings: PhantomData<(T, S)>,
        }

        impl<T: Scalar, S: Shape, const NUMBER: u64> $name<T, S, NUMBER> {
            const NUMBER: f64 = {
                let $number = f64::from_bits(NUMBER);
                assert!($valid, $message);
                let axes: Option<usize> = $axes;
                if let Some(axes) = axes {
                    assert!(S::DIMS.len() == axes, concat!("a `", stringify!($name), "` is for another number of axes"));
                }
                $number
            };
        }

        super::stream::stateless_steps! {
            [T: Scalar, S: super::StepShape, const NUMBER: u64]
            $name<T, S, NUMBER>,
            |_layer, _level, x, y| super::copy(x.get(0), crate::shape::Array::flat_mut(y))
        }

        impl<T: Scalar, S: Shape, const NUMBER: u64> Layer for $name<T, S, NUMBER> {
            type Scalar = T;
            type Input = S;
            type Output = S;
            type Head<Previous: Head> = Previous;

            const STEM: &'static str = $stem;
            const ZERO: Self = {
                let _ = Self::NUMBER;
                Self { settings: PhantomData }
            };
            const RENAMES: bool = true;
            no_parameters!();

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "<{:?}>"), Self::NUMBER)
            }

            #[inline(always)]
            fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
                *y = *x;
            }
        }

        #[cfg(feature = "train")]
        impl<T: Scalar, S: Shape, const NUMBER: u64> super::TrainLayer for $name<T, S, NUMBER> {
            /// The seed of the sample's noise.
            type Saved = u64;
            type Tape<const B: usize> = ();

            fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                _: L,
                x: &[In<Self>],
                y: &mut [Out<Self>],
                saved: &mut [u64],
                noise: crate::tape::Noise,
            ) {
                for (row, ((x, y), seed)) in x.iter().zip(y).zip(saved).enumerate() {
                    *seed = noise.of_sample(row);
                    *y = *x;
                    Self::add_noise(*seed, crate::shape::Array::flat_mut(y));
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
                    Self::noise_gradient(*seed, crate::shape::Array::flat_mut(dx));
                }
            }
        }
    };
}

noise! {
    /// While training, a random number of mean 0 is added to each value. A prediction is left as it is.
    /// [`keras.layers.GaussianNoise`](https://keras.io/api/layers/regularization_layers/gaussian_noise/).
    ///
    /// Over values of the shape `S`. `NUMBER` is the standard deviation's bits.
    ///
    /// ```
    /// use layerproof::layers::{GaussianNoise, Layer};
    /// use layerproof::shape::Features;
    ///
    /// let noise = GaussianNoise::<f32, Features<2>, { 0.1_f64.to_bits() }>::ZERO;
    /// assert_eq!(noise.call(&[1.0, 2.0]), [1.0, 2.0]);
    /// ```
    GaussianNoise: "gaussian_noise", |number| number >= 0.0 && number.is_finite(),
    "the standard deviation of a `GaussianNoise` is at least 0", axes = None
}

noise! {
    /// While training, each value is multiplied by a random number of mean 1 and standard deviation √(rate / (1 − rate)). A
    /// prediction is left as it is.
    /// [`keras.layers.GaussianDropout`](https://keras.io/api/layers/regularization_layers/gaussian_dropout/), after Srivastava et
    /// al. 2014.
    ///
    /// Over values of the shape `S`. `NUMBER` is the rate's bits.
    ///
    /// ```
    /// use layerproof::layers::{GaussianDropout, Layer};
    /// use layerproof::shape::Features;
    ///
    /// let dropout = GaussianDropout::<f32, Features<2>, { 0.5_f64.to_bits() }>::ZERO;
    /// assert_eq!(dropout.call(&[1.0, 2.0]), [1.0, 2.0]);
    /// ```
    GaussianDropout: "gaussian_dropout", |rate| rate >= 0.0 && rate < 1.0,
    "the rate of a `GaussianDropout` lies from 0 to below 1", axes = None
}

noise! {
    /// While training, each value becomes with a probability the least that a `Selu` gives, and all are scaled so that mean 0 and
    /// variance 1 stay. A prediction is left as it is.
    /// [`keras.layers.AlphaDropout`](https://keras.io/api/layers/regularization_layers/alpha_dropout/), after Klambauer et al. 2017.
    ///
    /// Over values of the shape `S`. `NUMBER` is the probability's bits.
    ///
    /// ```
    /// use layerproof::layers::{AlphaDropout, Layer};
    /// use layerproof::shape::Features;
    ///
    /// let dropout = AlphaDropout::<f32, Features<2>, { 0.5_f64.to_bits() }>::ZERO;
    /// assert_eq!(dropout.call(&[1.0, 2.0]), [1.0, 2.0]);
    /// ```
    AlphaDropout: "alpha_dropout", |rate| rate >= 0.0 && rate < 1.0,
    "the rate of an `AlphaDropout` lies from 0 to below 1", axes = None
}

noise! {
    /// A [`Dropout`](super::Dropout) of whole channels of a sequence, at all steps alike.
    /// [`keras.layers.SpatialDropout1D`](https://keras.io/api/layers/regularization_layers/spatial_dropout1d/), after Tompson et al.
    /// 2015.
    ///
    /// Over sequences of the shape `S`. `NUMBER` is the probability's bits.
    ///
    /// ```
    /// use layerproof::layers::{Layer, SpatialDropout1d};
    /// use layerproof::shape::Sequence;
    ///
    /// let dropout = SpatialDropout1d::<f32, Sequence<1, 2>, { 0.5_f64.to_bits() }>::ZERO;
    /// assert_eq!(dropout.call(&[[1.0, 2.0]]), [[1.0, 2.0]]);
    /// ```
    SpatialDropout1d: "spatial_dropout1d", |rate| rate >= 0.0 && rate < 1.0,
    "the rate of a `SpatialDropout1d` lies from 0 to below 1", axes = Some(2)
}

noise! {
    /// A [`Dropout`](super::Dropout) of whole channels of an image, at all positions alike.
    /// [`keras.layers.SpatialDropout2D`](https://keras.io/api/layers/regularization_layers/spatial_dropout2d/), after Tompson et al.
    /// 2015.
    ///
    /// Over images of the shape `S`. `NUMBER` is the probability's bits.
    ///
    /// ```
    /// use layerproof::layers::{Layer, SpatialDropout2d};
    /// use layerproof::shape::Image;
    ///
    /// let dropout = SpatialDropout2d::<f32, Image<1, 1, 2>, { 0.5_f64.to_bits() }>::ZERO;
    /// assert_eq!(dropout.call(&[[[1.0, 2.0]]]), [[[1.0, 2.0]]]);
    /// ```
    SpatialDropout2d: "spatial_dropout2d", |rate| rate >= 0.0 && rate < 1.0,
    "the rate of a `SpatialDropout2d` lies from 0 to below 1", axes = Some(3)
}

#[cfg(feature = "train")]
mod train {
    use super::{AlphaDropout, GaussianDropout, GaussianNoise, Scalar, Shape, SpatialDropout1d, SpatialDropout2d};
    use crate::kernels;

    impl<T: Scalar, S: Shape, const NUMBER: u64> GaussianNoise<T, S, NUMBER> {
        #[inline(always)]
        pub(super) fn add_noise(seed: u64, values: &mut [T]) {
            kernels::for_each_normal(values, seed, |value, normal| {
                *value += T::from_f64(const { Self::NUMBER } * normal);
            });
        }

        #[inline(always)]
        pub(super) const fn noise_gradient(_: u64, _: &mut [T]) {}
    }

    impl<T: Scalar, S: Shape, const NUMBER: u64> GaussianDropout<T, S, NUMBER> {
        #[inline(always)]
        pub(super) fn add_noise(seed: u64, values: &mut [T]) {
            let deviation = Scalar::sqrt(const { Self::NUMBER / (1.0 - Self::NUMBER) });
            kernels::for_each_normal(values, seed, |value, normal| {
                *value *= T::from_f64(1.0 + deviation * normal);
            });
        }

        #[inline(always)]
        pub(super) fn noise_gradient(seed: u64, gradient: &mut [T]) {
            Self::add_noise(seed, gradient);
        }
    }

    /// The least that a `Selu` gives.
    const LEAST: f64 = -1.758_099_340_847_376_6;

    impl<T: Scalar, S: Shape, const NUMBER: u64> AlphaDropout<T, S, NUMBER> {
        /// What keeps variance 1 where values are replaced by [`LEAST`].
        #[inline(always)]
        fn scale() -> f64 {
            let rate = const { Self::NUMBER };
            1.0 / Scalar::sqrt((1.0 - rate) * (1.0 + rate * LEAST * LEAST))
        }

        #[inline(always)]
        pub(super) fn add_noise(seed: u64, values: &mut [T]) {
            let scale = Self::scale();
            let offset = -scale * LEAST * const { Self::NUMBER };
            kernels::for_each_bernoulli(values, seed, kernels::probability(Self::NUMBER), |value, is_dropped| {
                let kept = if is_dropped { T::from_f64(LEAST) } else { *value };
                *value = kept * T::from_f64(scale) + T::from_f64(offset);
            });
        }

        #[inline(always)]
        pub(super) fn noise_gradient(seed: u64, gradient: &mut [T]) {
            let scale = T::from_f64(Self::scale());
            kernels::for_each_bernoulli(
                gradient,
                seed,
                kernels::probability(Self::NUMBER),
                |gradient, is_dropped| {
                    *gradient = if is_dropped { T::ZERO } else { *gradient * scale };
                },
            );
        }
    }

    macro_rules! spatial {
        ($($name:ident),+) => {$(
            impl<T: Scalar, S: Shape, const NUMBER: u64> $name<T, S, NUMBER> {
                /// The same channels at each position.
                #[inline(always)]
                pub(super) fn add_noise(seed: u64, values: &mut [T]) {
                    let scale = T::from_f64(const { 1.0 / (1.0 - Self::NUMBER) });
                    for channels in values.chunks_exact_mut(S::LAST) {
                        kernels::dropout(channels, seed, kernels::probability(Self::NUMBER), scale);
                    }
                }

                #[inline(always)]
                pub(super) fn noise_gradient(seed: u64, gradient: &mut [T]) {
                    Self::add_noise(seed, gradient);
                }
            }
        )+};
    }

    spatial!(SpatialDropout1d, SpatialDropout2d);
}
