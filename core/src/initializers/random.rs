//! Random numbers that do not depend on the parameter's sizes.

use core::fmt;

use super::Initializer;

/// Uniform between two numbers, whose bits are `MIN` and `MAX`: ±0.05 unless said otherwise.
///
/// Keras: [`RandomUniform`](https://keras.io/api/layers/initializers/#randomuniform-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomUniform<const MIN: u64 = { (-0.05_f64).to_bits() }, const MAX: u64 = { 0.05_f64.to_bits() }>;

/// Normal with the mean and the standard deviation whose bits are `MEAN` and `STDDEV`: 0 and 0.05 unless said otherwise.
///
/// Keras: [`RandomNormal`](https://keras.io/api/layers/initializers/#randomnormal-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomNormal<const MEAN: u64 = 0, const STDDEV: u64 = { 0.05_f64.to_bits() }>;

/// As [`RandomNormal`], but what lies more than two standard deviations off is drawn again.
///
/// What comes out varies less than `STDDEV` says: 0.8796 times as much.
///
/// Keras: [`TruncatedNormal`](https://keras.io/api/layers/initializers/#truncatednormal-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TruncatedNormal<const MEAN: u64 = 0, const STDDEV: u64 = { 0.05_f64.to_bits() }>;

/// Writes a name with those of two settings that are not the default.
fn describe(f: &mut fmt::Formatter<'_>, name: &str, settings: [(&str, u64, f64); 2]) -> fmt::Result {
    f.write_str(name)?;
    let mut separator = "<";
    for (setting, bits, default) in settings {
        if bits != default.to_bits() {
            write!(f, "{separator}{setting} = {:?}", f64::from_bits(bits))?;
            separator = ", ";
        }
    }
    if separator == "<" { Ok(()) } else { f.write_str(">") }
}

impl<const MIN: u64, const MAX: u64> Initializer for RandomUniform<MIN, MAX> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(f, "RandomUniform", [("minval", MIN, -0.05), ("maxval", MAX, 0.05)])
    }
}

impl<const MEAN: u64, const STDDEV: u64> Initializer for RandomNormal<MEAN, STDDEV> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(f, "RandomNormal", [("mean", MEAN, 0.0), ("stddev", STDDEV, 0.05)])
    }
}

impl<const MEAN: u64, const STDDEV: u64> Initializer for TruncatedNormal<MEAN, STDDEV> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(f, "TruncatedNormal", [("mean", MEAN, 0.0), ("stddev", STDDEV, 0.05)])
    }
}

#[cfg(feature = "train")]
pub(super) mod train {
    use rand::{Rng, RngExt};

    use super::{RandomNormal, RandomUniform, TruncatedNormal};
    use crate::Scalar;
    use crate::initializers::{Draw, Fans};

    /// One draw from the normal distribution of mean 0 and deviation 1 (Box and Muller 1958).
    pub(in crate::initializers) fn normal<R: Rng + ?Sized>(rng: &mut R) -> f64 {
        // Above 0, so that the logarithm is finite.
        let radius = 1.0 - rng.random::<f64>();
        let angle = core::f64::consts::TAU * rng.random::<f64>();
        libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(angle)
    }

    /// The same within ±2.
    fn truncated_normal<R: Rng + ?Sized>(rng: &mut R) -> f64 {
        loop {
            let z = normal(rng);
            if z.abs() <= 2.0 {
                return z;
            }
        }
    }

    pub(in crate::initializers) fn fill_uniform<T: Scalar, R: Rng + ?Sized>(
        values: &mut [T],
        (min, max): (f64, f64),
        rng: &mut R,
    ) {
        for value in values {
            *value = T::from_f64(min + (max - min) * rng.random::<f64>());
        }
    }

    pub(in crate::initializers) fn fill_truncated_normal<T: Scalar, R: Rng + ?Sized>(
        values: &mut [T],
        mean: f64,
        deviation: f64,
        rng: &mut R,
    ) {
        for value in values {
            *value = T::from_f64(mean + deviation * truncated_normal(rng));
        }
    }

    impl<const MIN: u64, const MAX: u64> Draw for RandomUniform<MIN, MAX> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, rng: &mut R) {
            fill_uniform(values, (f64::from_bits(MIN), f64::from_bits(MAX)), rng);
        }
    }

    impl<const MEAN: u64, const STDDEV: u64> Draw for RandomNormal<MEAN, STDDEV> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, rng: &mut R) {
            for value in values {
                *value = T::from_f64(f64::from_bits(MEAN) + f64::from_bits(STDDEV) * normal(rng));
            }
        }
    }

    impl<const MEAN: u64, const STDDEV: u64> Draw for TruncatedNormal<MEAN, STDDEV> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, rng: &mut R) {
            fill_truncated_normal(values, f64::from_bits(MEAN), f64::from_bits(STDDEV), rng);
        }
    }
}
