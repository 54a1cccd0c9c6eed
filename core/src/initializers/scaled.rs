//! Random numbers scaled by the number of inputs and outputs, so that values neither grow nor fade through the layers.
//!
//! The variance is `scale / fan`. The normal ones are truncated at two standard deviations, and made wider before by as
//! much as that takes away.

use core::fmt;

use super::Initializer;

/// One of Keras's six: its name, distribution, scale, and fan.
macro_rules! scaled {
    ($(#[$doc:meta])* $name:ident, $fill:ident, $scale:literal, $fan:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl Initializer for $name {
            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        #[cfg(feature = "train")]
        impl super::Draw for $name {
            fn fill<T: crate::Scalar, R: rand::Rng + ?Sized>(values: &mut [T], fans: super::Fans, rng: &mut R) {
                let fan: fn(super::Fans) -> f64 = $fan;
                train::$fill(values, $scale / fan(fans).max(1.0), rng);
            }
        }
    };
}

scaled! {
    /// Uniform in ±√(6 / (fan in + fan out)): the default of kernels.
    ///
    /// Keras: [`GlorotUniform`](https://keras.io/api/layers/initializers/#glorotuniform-class), after Glorot and Bengio
    /// 2010.
    GlorotUniform, uniform, 1.0, |fans| (fans.input + fans.output) as f64 / 2.0
}

scaled! {
    /// Truncated normal with deviation √(2 / (fan in + fan out)).
    ///
    /// Keras: [`GlorotNormal`](https://keras.io/api/layers/initializers/#glorotnormal-class).
    GlorotNormal, truncated_normal, 1.0, |fans| (fans.input + fans.output) as f64 / 2.0
}

scaled! {
    /// Uniform in ±√(6 / fan in): for layers with [`Relu`](crate::activations::Relu).
    ///
    /// Keras: [`HeUniform`](https://keras.io/api/layers/initializers/#heuniform-class), after He et al. 2015.
    HeUniform, uniform, 2.0, |fans| fans.input as f64
}

scaled! {
    /// Truncated normal with deviation √(2 / fan in): for layers with [`Relu`](crate::activations::Relu).
    ///
    /// Keras: [`HeNormal`](https://keras.io/api/layers/initializers/#henormal-class), after He et al. 2015.
    HeNormal, truncated_normal, 2.0, |fans| fans.input as f64
}

scaled! {
    /// Uniform in ±√(3 / fan in).
    ///
    /// Keras: [`LecunUniform`](https://keras.io/api/layers/initializers/#lecununiform-class).
    LecunUniform, uniform, 1.0, |fans| fans.input as f64
}

scaled! {
    /// Truncated normal with deviation √(1 / fan in): for layers with [`Selu`](crate::activations::Selu).
    ///
    /// Keras: [`LecunNormal`](https://keras.io/api/layers/initializers/#lecunnormal-class).
    LecunNormal, truncated_normal, 1.0, |fans| fans.input as f64
}

/// Random numbers with the variance `SCALE` / fan, of which the other initialisers here are special cases.
///
/// `SCALE` is given as bits; `FAN` is 0 for the number of inputs, 1 for that of outputs, 2 for their mean; `DISTRIBUTION` is 0 for a
/// normal one that is truncated at two standard deviations, 1 for a normal one, 2 for a uniform one.
///
/// Keras: [`VarianceScaling`](https://keras.io/api/layers/initializers/#variancescaling-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VarianceScaling<
    const SCALE: u64 = { 1.0_f64.to_bits() },
    const FAN: usize = 0,
    const DISTRIBUTION: usize = 0,
>;

impl<const SCALE: u64, const FAN: usize, const DISTRIBUTION: usize> Initializer
    for VarianceScaling<SCALE, FAN, DISTRIBUTION>
{
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fan = ["FanIn", "FanOut", "FanAvg"].get(FAN).unwrap_or(&"?");
        let distributions = ["TruncatedNormal", "UntruncatedNormal", "Uniform"];
        let distribution = distributions.get(DISTRIBUTION).unwrap_or(&"?");
        let scale = f64::from_bits(SCALE);
        write!(
            f,
            "VarianceScaling<scale = {scale:?}, mode = {fan}, distribution = {distribution}>"
        )
    }
}

#[cfg(feature = "train")]
impl<const SCALE: u64, const FAN: usize, const DISTRIBUTION: usize> super::Draw
    for VarianceScaling<SCALE, FAN, DISTRIBUTION>
{
    fn fill<T: crate::Scalar, R: rand::Rng + ?Sized>(values: &mut [T], fans: super::Fans, rng: &mut R) {
        const {
            assert!(
                FAN <= 2 && DISTRIBUTION <= 2,
                "a `VarianceScaling` has three fans and three distributions"
            );
        };
        let fan = match FAN {
            0 => fans.input as f64,
            1 => fans.output as f64,
            _ => (fans.input + fans.output) as f64 / 2.0,
        };
        let variance = f64::from_bits(SCALE) / fan.max(1.0);
        match DISTRIBUTION {
            0 => train::truncated_normal(values, variance, rng),
            1 => train::untruncated_normal(values, variance, rng),
            _ => train::uniform(values, variance, rng),
        }
    }
}

#[cfg(feature = "train")]
mod train {
    use rand::Rng;

    use crate::Scalar;
    use crate::initializers::random::train::{fill_truncated_normal, fill_uniform, normal};

    pub(super) fn untruncated_normal<T: Scalar, R: Rng + ?Sized>(values: &mut [T], variance: f64, rng: &mut R) {
        let deviation = libm::sqrt(variance);
        for value in values {
            *value = T::from_f64(deviation * normal(rng));
        }
    }

    pub(super) fn uniform<T: Scalar, R: Rng + ?Sized>(values: &mut [T], variance: f64, rng: &mut R) {
        let limit = libm::sqrt(3.0 * variance);
        fill_uniform(values, (-limit, limit), rng);
    }

    pub(super) fn truncated_normal<T: Scalar, R: Rng + ?Sized>(values: &mut [T], variance: f64, rng: &mut R) {
        // The standard deviation of a normal distribution that is cut off at ±2.
        const OF_TRUNCATED: f64 = 0.879_625_661_034_239_8;
        fill_truncated_normal(values, 0.0, libm::sqrt(variance) / OF_TRUNCATED, rng);
    }
}
