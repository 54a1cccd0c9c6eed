//! How parameters are drawn before training, [`keras.initializers`](https://keras.io/api/layers/initializers/).

use crate::Scalar;

/// Uniform in ±√(6 / (fan in + fan out)): the default of kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlorotUniform;

/// All zeros: the default of biases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zeros;

/// The numbers of inputs that a unit sums and of outputs that an input feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fans {
    /// Inputs of one unit.
    pub input: usize,
    /// Outputs of one input.
    pub output: usize,
}

#[cfg(feature = "train")]
pub use self::train::{Initializer, Initializers};

#[cfg(feature = "train")]
mod train {
    use rand::{Rng, RngExt};

    use super::{Fans, GlorotUniform, Scalar, Zeros};

    /// A rule for the first values of a parameter.
    pub trait Initializer: Copy + PartialEq + Send + Sync + 'static {
        /// Draws all values.
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R);
    }

    /// The initialisers of a layer's kernel and bias, as a pair.
    pub trait Initializers: Copy + PartialEq + Send + Sync + 'static {
        /// Draws the kernel.
        fn kernel<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R);
        /// Draws the bias.
        fn bias<T: Scalar, R: Rng + ?Sized>(values: &mut [T], rng: &mut R);
    }

    impl<K: Initializer, B: Initializer> Initializers for (K, B) {
        fn kernel<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R) {
            K::fill(values, fans, rng);
        }
        fn bias<T: Scalar, R: Rng + ?Sized>(values: &mut [T], rng: &mut R) {
            // A vector's fans are its length, both ways, as in Keras.
            let fans = Fans {
                input: values.len(),
                output: values.len(),
            };
            B::fill(values, fans, rng);
        }
    }

    impl Initializer for Zeros {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, _: &mut R) {
            values.fill(T::ZERO);
        }
    }

    impl Initializer for GlorotUniform {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R) {
            let limit = libm::sqrt(6.0 / (fans.input + fans.output) as f64);
            for value in values {
                *value = T::of((2.0 * rng.random::<f64>() - 1.0) * limit);
            }
        }
    }
}
