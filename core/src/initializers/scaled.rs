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

#[cfg(feature = "train")]
mod train {
    use rand::Rng;

    use crate::Scalar;
    use crate::initializers::random::train::{fill_truncated_normal, fill_uniform};

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
