//! The number types that a model can be made of.

use core::fmt::{Debug, Display};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};
use core::str::FromStr;

use crate::kernels::{Elementary as _, Plain};

mod sealed {
    /// What the `serde` feature asks of a number.
    #[cfg(feature = "serde")]
    pub trait Sealed: serde::Serialize + serde::de::DeserializeOwned {}
    #[cfg(not(feature = "serde"))]
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// The number type of a model: `f32` (the default) or `f64` (`Input<2, dtype = f64>`).
///
/// The elementary functions are the crate's own ([`kernels::Elementary`](crate::kernels::Elementary)) or come from
/// [`libm`], with and without `std`: a model gives the same bits in a training program and in an image without an
/// operating system.
pub trait Scalar:
    sealed::Sealed
    + Copy
    + Default
    + PartialEq
    + PartialOrd
    + Debug
    + Display
    + Send
    + Sync
    + 'static
    + bytemuck::Pod
    + crate::kernels::Elementary
    + crate::kernels::SharedKernels
    + nalgebra::Scalar
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
    + FromStr
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// −0, which changes nothing that it is added to, the sign of zero included: what a sum begins with, so that the
    /// compiler can leave its first addition out.
    const NEG_ZERO: Self;
    /// The smallest normal number over [`f32::EPSILON`] or [`f64::EPSILON`]: below it, a product with a weight may be no normal
    /// number, which some CPUs take a hundred times as long for. Recurrent layers take such numbers of their state as 0.
    const TINY: Self;
    /// The type's name as a model file spells it: `F32`, `F64`.
    const DTYPE: &'static str;

    /// The nearest value of this type.
    fn from_f64(value: f64) -> Self;
    /// The same value as an `f64`, exactly.
    fn to_f64(self) -> f64;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// |x|.
    fn abs(self) -> Self;
    /// The whole number whose bits these are.
    #[doc(hidden)]
    fn to_index(self) -> usize;
    /// √x.
    fn sqrt(self) -> Self;
    /// eˣ.
    fn exp(self) -> Self;
    /// eˣ − 1, exact near 0.
    fn exp_m1(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x), exact near 0.
    fn ln_1p(self) -> Self;
    /// The error function.
    fn erf(self) -> Self;

    /// `self · b + c` in one rounding: an instruction where the program is compiled for it, else a slow function.
    fn mul_add(self, b: Self, c: Self) -> Self;

    /// The larger of two numbers; `self` where either is NaN. (`f32::max` gives the other number where `self` is NaN.)
    #[inline]
    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// The smaller of two numbers; `self` where either is NaN. (`f32::min` gives the other number where `self` is NaN.)
    #[inline]
    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The old name of [`Scalar::NEG_ZERO`].
    #[deprecated(note = "`NEG_ZERO`")]
    const NOTHING: Self = Self::NEG_ZERO;
    /// The old name of [`Scalar::from_f64`].
    #[deprecated(note = "`from_f64`")]
    #[inline]
    fn of(value: f64) -> Self {
        Self::from_f64(value)
    }
    /// The old name of [`Scalar::mul_add`].
    #[deprecated(note = "`mul_add`")]
    #[inline]
    fn fused(self, b: Self, c: Self) -> Self {
        Scalar::mul_add(self, b, c)
    }
    /// The old name of [`Scalar::max`].
    #[deprecated(note = "`max`")]
    #[inline]
    fn larger(self, other: Self) -> Self {
        Scalar::max(self, other)
    }
    /// The old name of [`Scalar::min`].
    #[deprecated(note = "`min`")]
    #[inline]
    fn smaller(self, other: Self) -> Self {
        Scalar::min(self, other)
    }
}

macro_rules! scalar {
    ($type:ty, $dtype:literal, $expm1:ident, $erf:ident, $sqrt:ident, $fma:ident) => {
        impl Scalar for $type {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NEG_ZERO: Self = -0.0;
            const TINY: Self = <$type>::MIN_POSITIVE / <$type>::EPSILON;
            const DTYPE: &'static str = $dtype;

            #[inline]
            #[allow(clippy::cast_lossless)]
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            #[inline]
            #[allow(clippy::cast_lossless)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline]
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            #[inline]
            fn abs(self) -> Self {
                self.abs()
            }
            #[inline]
            fn to_index(self) -> usize {
                usize::try_from(self.to_bits()).unwrap_or(usize::MAX)
            }
            #[inline]
            fn sqrt(self) -> Self {
                // Exact in both: only the speed differs.
                #[cfg(feature = "std")]
                return <$type>::sqrt(self);
                #[cfg(not(feature = "std"))]
                return libm::$sqrt(self);
            }
            #[inline]
            fn exp(self) -> Self {
                self.exp_at(Plain)
            }
            #[inline]
            fn exp_m1(self) -> Self {
                libm::$expm1(self)
            }
            #[inline]
            fn ln(self) -> Self {
                self.ln_at(Plain)
            }
            #[inline]
            fn ln_1p(self) -> Self {
                self.ln_1p_at(Plain)
            }
            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                #[cfg(feature = "std")]
                return <$type>::mul_add(self, b, c);
                #[cfg(not(feature = "std"))]
                return libm::$fma(self, b, c);
            }
            #[inline]
            fn erf(self) -> Self {
                libm::$erf(self)
            }
        }
    };
}

scalar!(f32, "F32", expm1f, erff, sqrtf, fmaf);
scalar!(f64, "F64", expm1, erf, sqrt, fma);
