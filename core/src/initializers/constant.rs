//! The same number everywhere.

use core::fmt;

use super::Initializer;

/// All zeros: the default of biases.
///
/// Keras: [`Zeros`](https://keras.io/api/layers/initializers/#zeros-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zeros;

/// All ones.
///
/// Keras: [`Ones`](https://keras.io/api/layers/initializers/#ones-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ones;

/// All the same value; `VALUE` is its bits.
///
/// Keras: [`Constant`](https://keras.io/api/layers/initializers/#constant-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constant<const VALUE: u64 = 0>;

impl Initializer for Zeros {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Zeros")
    }
}

impl Initializer for Ones {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ones")
    }
}

impl<const VALUE: u64> Initializer for Constant<VALUE> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if VALUE == 0 {
            return f.write_str("Constant");
        }
        write!(f, "Constant<value = {:?}>", f64::from_bits(VALUE))
    }
}

#[cfg(feature = "train")]
mod train {
    use rand::Rng;

    use super::{Constant, Ones, Zeros};
    use crate::Scalar;
    use crate::initializers::{Draw, Fans};

    impl Draw for Zeros {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, _: &mut R) {
            values.fill(T::ZERO);
        }
    }

    impl Draw for Ones {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, _: &mut R) {
            values.fill(T::ONE);
        }
    }

    impl<const VALUE: u64> Draw for Constant<VALUE> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, _: &mut R) {
            values.fill(T::from_f64(f64::from_bits(VALUE)));
        }
    }
}
