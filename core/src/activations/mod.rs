//! Activation functions, and the heads that they make of a model's last layer.
//!
//! `Sigmoid` is the function, as in `Dense<8, Sigmoid>`. `Sigmoid<1>` is the head of a model that ends in one sigmoid
//! unit: the type that losses and metrics are checked against.
//!
//! All of them give what the formula tends to at ±∞ (`Gelu` of −∞ is 0, not NaN), and a NaN for a NaN.

mod piecewise;
mod positive;
mod rectifiers;
mod smooth;
mod softmax;
mod sparsemax;
mod squashing;
mod sums;

use core::fmt;

pub use self::piecewise::{HardShrink, HardSilu, HardTanh, Relu6, SoftShrink, SparsePlus, SparseSigmoid, Threshold};
pub use self::positive::{Exponential, Softplus};
pub use self::rectifiers::{Elu, Gelu, LeakyRelu, Relu, Selu, Silu};
pub use self::smooth::{Celu, LogSigmoid, Mish, Softsign, SquarePlus, TanhShrink};
pub use self::softmax::{LogSoftmax, Softmax};
pub use self::sparsemax::Sparsemax;
pub use self::squashing::{HardSigmoid, Sigmoid, Tanh};
pub use self::sums::{PlainData, SaveSums, Saved};
use crate::Scalar;
use crate::kernels::{self, Level};
use crate::shape::unknown::Unknown;

/// An element-wise (or, for softmax, row-wise) function after a layer's sums.
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, Relu};
///
/// let mut row = [-1.0, 2.0];
/// <Relu>::apply(Plain, &mut row);
/// assert_eq!(row, [0.0, 2.0]);
/// ```
pub trait Activation: Copy + PartialEq + Send + Sync + 'static {
    /// The name as it is written in a model: `LeakyRelu`.
    const NAME: &'static str;
    /// The name as a field: `leaky_relu`.
    const STEM: &'static str;
    /// Whether a value depends on the others of its row.
    const ROW_WISE: bool = false;
    /// What a model that ends in this function and has `UNITS` outputs is, to losses and metrics.
    type Head<const UNITS: usize>: Head;
    /// What the backward pass needs of the sums: [`Saved`] where the derivative cannot be told from
    /// the result, else nothing.
    type Sums<X: PlainData>: SaveSums<X>;

    /// Turns one row of sums (the last axis) into the function's values.
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]);

    /// Turns dL/dy into dL/dx for one row, y = f(x). Where [`Activation::Sums`] saves nothing, `x` is `y`.
    fn differentiate<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]);

    /// Writes the function as it stands in a model, with the settings that are not the default:
    /// `LeakyRelu<negative_slope = 0.1>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAME)
    }

    /// [`Activation::apply`] on each of the rows of `width` values.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply_rows<L: Level, T: Scalar>(level: L, values: &mut [T], width: usize) {
        if Self::ROW_WISE {
            for row in values.chunks_exact_mut(width) {
                Self::apply(level, row);
            }
        } else {
            Self::apply(level, values);
        }
    }

    /// [`Activation::differentiate`] on each of the rows of `width` values.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate_rows<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T], width: usize) {
        if Self::ROW_WISE {
            let rows = x.chunks_exact(width).zip(y.chunks_exact(width));
            for ((x, y), gradient) in rows.zip(gradient.chunks_exact_mut(width)) {
                Self::differentiate(level, x, y, gradient);
            }
        } else {
            Self::differentiate(level, x, y, gradient);
        }
    }
}

/// The end of a model, as losses and metrics see it: the last activation with its number of units.
pub trait Head: 'static {
    /// The head after the values were only put into another shape ([`Flatten`](crate::layers::Flatten)).
    type Reshaped<const UNITS: usize>: Head;
    /// The head after values were taken together ([`MaxPooling2d`](crate::layers::MaxPooling2d)).
    type Pooled<const UNITS: usize>: Head;
}

/// The heads of all outputs of a model: one, or a tuple.
pub trait HeadList: 'static {
    /// The heads as a tuple, also of one.
    type Each;
}

#[diagnostic::do_not_recommend]
impl<H: Head> HeadList for H {
    type Each = (H,);
}

macro_rules! head_lists {
    ($(($($head:ident),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($head: Head),+> HeadList for ($($head,)+) {
            type Each = Self;
        }
    )+};
}

head_lists! {
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H)
}

/// A head that no loss is made for: say what you mean with [`Unpaired`](crate::losses::Unpaired).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mixed<const UNITS: usize>;

impl<const N: usize> Head for Mixed<N> {
    type Reshaped<const UNITS: usize> = Mixed<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl Head for Unknown {
    type Reshaped<const UNITS: usize> = Self;
    type Pooled<const UNITS: usize> = Self;
}

/// An element-wise activation without settings: its type, its head, and its two functions.
///
/// `$kept` is `()` where the derivative follows from y, and `Saved<X>` where it takes x. `$pooled` is the head after a
/// pooling layer: the same, where losses ask for nothing but the range of the values.
macro_rules! elementwise {
    (
        $(#[$doc:meta])*
        $name:ident: $stem:literal, kept = $kept:ty, pooled = $pooled:ident,
        value = $value:expr, slope = $slope:expr $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name<const UNITS: usize = 0>;

        impl<const N: usize> $crate::activations::Head for $name<N> {
            type Reshaped<const UNITS: usize> = $name<UNITS>;
            type Pooled<const UNITS: usize> = $pooled<UNITS>;
        }

        impl $crate::activations::Activation for $name {
            const NAME: &'static str = stringify!($name);
            const STEM: &'static str = $stem;
            type Head<const UNITS: usize> = $name<UNITS>;
            type Sums<X: $crate::activations::PlainData> = $kept;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn apply<L: $crate::kernels::Level, T: $crate::Scalar>(level: L, row: &mut [T]) {
                $crate::activations::map(level, row, $value);
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn differentiate<L: $crate::kernels::Level, T: $crate::Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
                $crate::activations::chain(level, x, y, gradient, $slope);
            }
        }
    };
}
use elementwise;

/// An element-wise activation with settings: as [`elementwise`], and of each setting its const parameter, which holds its bits,
/// its name in a model and its default. In what follows `Self::ALPHA` is the value of a setting `ALPHA`.
macro_rules! with_settings {
    (
        $(#[$doc:meta])*
        $name:ident: $stem:literal, kept = $kept:ty, pooled = $pooled:ident,
        settings = { $($setting:ident: $argument:literal = $default:literal),+ },
        valid = $valid:expr, $message:literal,
        value = $value:expr, slope = $slope:expr $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name<const UNITS: usize = 0, $(const $setting: u64 = { f64::to_bits($default) }),+>;

        impl<const N: usize> $crate::activations::Head for $name<N> {
            type Reshaped<const UNITS: usize> = $name<UNITS>;
            type Pooled<const UNITS: usize> = $pooled<UNITS>;
        }

        impl<$(const $setting: u64),+> $name<0, $($setting),+> {
            $(const $setting: f64 = f64::from_bits($setting);)+
            const VALID: () = assert!($valid, $message);
        }

        impl<$(const $setting: u64),+> $crate::activations::Activation for $name<0, $($setting),+> {
            const NAME: &'static str = stringify!($name);
            const STEM: &'static str = $stem;
            // Without the settings, which no loss asks about and no error should print.
            type Head<const UNITS: usize> = $name<UNITS>;
            type Sums<X: $crate::activations::PlainData> = $kept;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn apply<L: $crate::kernels::Level, T: $crate::Scalar>(level: L, row: &mut [T]) {
                let () = const { Self::VALID };
                $crate::activations::map(level, row, $value);
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn differentiate<L: $crate::kernels::Level, T: $crate::Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
                $crate::activations::chain(level, x, y, gradient, $slope);
            }
            fn describe(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(Self::NAME)?;
                $crate::activations::describe_settings(f, &[$(($argument, Self::$setting, $default)),+])
            }
        }
    };
}
use with_settings;

/// Writes `<alpha = 0.7>`: the settings that are not the default.
fn describe_settings(f: &mut fmt::Formatter<'_>, settings: &[(&str, f64, f64)]) -> fmt::Result {
    let mut separator = "<";
    for (name, value, default) in settings {
        if value.to_bits() != default.to_bits() {
            write!(f, "{separator}{name} = {value:?}")?;
            separator = ", ";
        }
    }
    f.write_str(if separator == "<" { "" } else { ">" })
}

elementwise! {
    /// y = x: the default of layers, and the head of a model without a last activation.
    ///
    /// Keras: [`linear`](https://keras.io/api/layers/activations/#linear-function).
    Linear: "linear", kept = (), pooled = Linear,
    value = |_, x| x,
    slope = |_, _, _| T::ONE,
}

/// The values that a function is computed of side by side.
const LANES: usize = 8;

/// x = f(x) for each value.
#[cfg_attr(not(debug_assertions), inline(always))]
fn map<L: Level, T: Scalar>(level: L, row: &mut [T], value: impl Fn(L, T) -> T) {
    if L::SINGLE {
        if row.len() <= LANES {
            return row.iter_mut().for_each(|x| *x = value(level, *x));
        }
        return kernels::for_each_no_unroll(row, |_, x| *x = value(level, *x));
    }
    let (blocks, rest) = row.as_chunks_mut::<LANES>();
    // As one run: a loop over blocks would be vectorised across them.
    for x in blocks.as_flattened_mut() {
        *x = value(level, *x);
    }
    if let [x] = rest {
        *x = value(level, *x);
    } else if !rest.is_empty() {
        // A whole block costs no more than two values by themselves.
        let mut block = [T::ZERO; LANES];
        for (x, &rest) in block.iter_mut().zip(&*rest) {
            *x = rest;
        }
        for x in &mut block {
            *x = value(level, *x);
        }
        for (rest, x) in rest.iter_mut().zip(block) {
            *rest = x;
        }
    }
}

/// The chain rule for each value: dL/dx = dL/dy · f′.
#[cfg_attr(not(debug_assertions), inline(always))]
fn chain<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T], slope: impl Fn(L, T, T) -> T) {
    for ((gradient, &x), &y) in gradient.iter_mut().zip(x).zip(y) {
        *gradient *= slope(level, x, y);
    }
}

/// x · `factor`, for a factor that vanishes faster than any x grows: 0 · ∞ is 0.
#[cfg_attr(not(debug_assertions), inline(always))]
fn damped<T: Scalar>(x: T, factor: T) -> T {
    if factor == T::ZERO { T::ZERO } else { x * factor }
}
