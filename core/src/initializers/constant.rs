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

/// A matrix with `GAIN`, given as bits, on its diagonal, and zeros elsewhere: 1 unless said otherwise.
///
/// Keras: [`Identity`](https://keras.io/api/layers/initializers/#identityinitializer-class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<const GAIN: u64 = { 1.0_f64.to_bits() }>;

impl<const GAIN: u64> Initializer for Identity<GAIN> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gain = f64::from_bits(GAIN);
        if GAIN == 1.0_f64.to_bits() {
            return f.write_str("Identity");
        }
        write!(f, "Identity<gain = {gain:?}>")
    }
}

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

    use super::{Constant, Identity, Ones, Zeros};
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

    impl<const GAIN: u64> Draw for Identity<GAIN> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, _: &mut R) {
            let columns = values.len() / fans.input.max(1);
            values.fill(T::ZERO);
            for (i, row) in values.chunks_mut(columns.max(1)).enumerate() {
                if let Some(value) = row.get_mut(i) {
                    *value = T::from_f64(f64::from_bits(GAIN));
                }
            }
        }
    }

    impl<const VALUE: u64> Draw for Constant<VALUE> {
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], _: Fans, _: &mut R) {
            values.fill(T::from_f64(f64::from_bits(VALUE)));
        }
    }
}
