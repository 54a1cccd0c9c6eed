//! Activations that let large numbers through and hold small ones back.

use core::f64::consts::FRAC_1_SQRT_2;
use core::fmt;

use super::{Activation, Head, Mixed, PlainData, Saved, chain, damped, elementwise, map};
use crate::Scalar;
use crate::kernels::Level;

/// y = max(x, 0), from 0 up; where it is said, at most a largest value, and 0 up to a threshold.
///
/// `MAX` and `THRESHOLD` are the numbers' bits: ∞ and 0 unless said otherwise.
///
/// Keras: [`relu`](https://keras.io/api/layers/activations/#relu-function).
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, Relu};
///
/// let mut row = [-1.0, 0.5, 2.0, 4.0];
/// <Relu<0, { 3.0_f64.to_bits() }, { 1.0_f64.to_bits() }>>::apply(Plain, &mut row);
/// assert_eq!(row, [0.0, 0.0, 2.0, 3.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relu<const UNITS: usize = 0, const MAX: u64 = 0x7ff0_0000_0000_0000, const THRESHOLD: u64 = 0>;

/// The bits of ∞: as a number above, so that rustc leaves the default out when it prints the type.
const NO_MAX: u64 = f64::INFINITY.to_bits();
const _: () = assert!(NO_MAX == 0x7ff0_0000_0000_0000);

impl<const N: usize> Head for Relu<N> {
    type Reshaped<const UNITS: usize> = Relu<UNITS>;
    type Pooled<const UNITS: usize> = Relu<UNITS>;
}

impl<const MAX: u64, const THRESHOLD: u64> Activation for Relu<0, MAX, THRESHOLD> {
    const NAME: &'static str = "Relu";
    const STEM: &'static str = "relu";
    // Without the settings, which no loss asks about and no error should print.
    type Head<const UNITS: usize> = Relu<UNITS>;
    type Sums<X: PlainData> = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        if const { MAX != NO_MAX || THRESHOLD != 0 } {
            return map(level, row, |_, x| Pieces::<MAX, THRESHOLD, 0>::value(x));
        }
        if L::SINGLE {
            return map(level, row, |_, x| x.max(T::ZERO));
        }
        // By registers: of a loop the compiler makes stores of those values alone that change, which some CPUs are slow at.
        let (long, rest) = row.as_chunks_mut::<16>();
        for values in long {
            level.raise(values, T::ZERO);
        }
        let (short, rest) = rest.as_chunks_mut::<4>();
        for values in short {
            level.raise(values, T::ZERO);
        }
        for x in rest {
            *x = x.max(T::ZERO);
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
        chain(level, x, y, gradient, |_, _, y| Pieces::<MAX, THRESHOLD, 0>::slope(y));
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAME)?;
        Pieces::<MAX, THRESHOLD, 0>::describe(f)
    }
}

/// y = slope · (x − threshold) up to a threshold, x above, and at most a largest value.
struct Pieces<const MAX: u64, const THRESHOLD: u64, const SLOPE: u64>;

impl<const MAX: u64, const THRESHOLD: u64, const SLOPE: u64> Pieces<MAX, THRESHOLD, SLOPE> {
    const NUMBERS: (f64, f64, f64) = {
        let numbers = (f64::from_bits(MAX), f64::from_bits(THRESHOLD), f64::from_bits(SLOPE));
        // The derivative is told from y: above 0, at its largest, or neither.
        assert!(
            numbers.0 >= 0.0 && numbers.1 >= 0.0 && numbers.2 >= 0.0,
            "largest value, threshold and negative slope of Relu cannot be below 0"
        );
        numbers
    };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value<T: Scalar>(x: T) -> T {
        let (max, threshold, slope) = const { Self::NUMBERS };
        if x > T::from_f64(threshold) {
            x.min(T::from_f64(max))
        } else if x <= T::from_f64(threshold) {
            damped(x - T::from_f64(threshold), T::from_f64(slope))
        } else {
            x
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn slope<T: Scalar>(y: T) -> T {
        let (max, _, slope) = const { Self::NUMBERS };
        if const { MAX != NO_MAX } && y >= T::from_f64(max) {
            T::ZERO
        } else if y > T::ZERO {
            T::ONE
        } else {
            T::from_f64(slope)
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (max, threshold, slope) = Self::NUMBERS;
        let settings = [
            ("max_value", max, f64::INFINITY),
            ("negative_slope", slope, 0.0),
            ("threshold", threshold, 0.0),
        ];
        super::describe_settings(f, &settings)
    }
}

/// y = x above 0, slope · x below; any number.
///
/// `SLOPE` is the slope's bits: 0.2 unless said otherwise, as in Keras's function (its layer has 0.3). `MAX` and `THRESHOLD` are
/// those of a largest value and of a threshold, which `Relu<negative_slope = 0.1, max_value = 6.0, threshold = 1.0>` has; ∞ and 0
/// unless said otherwise.
///
/// Keras: [`leaky_relu`](https://keras.io/api/layers/activations/#leakyrelu-function).
///
/// ```
/// use layerproof::kernels::Plain;
/// use layerproof::activations::{Activation, LeakyRelu};
///
/// let mut row = [-1.0, 2.0];
/// <LeakyRelu>::apply(Plain, &mut row);
/// assert_eq!(row, [-0.2, 2.0]);
///
/// let mut row = [-1.0, 2.0];
/// <LeakyRelu<0, { 0.5_f64.to_bits() }>>::apply(Plain, &mut row);
/// assert_eq!(row, [-0.5, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeakyRelu<
    const UNITS: usize = 0,
    const SLOPE: u64 = { 0.2_f64.to_bits() },
    const MAX: u64 = 0x7ff0_0000_0000_0000,
    const THRESHOLD: u64 = 0,
>;

impl<const N: usize> Head for LeakyRelu<N> {
    type Reshaped<const UNITS: usize> = LeakyRelu<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl<const SLOPE: u64, const MAX: u64, const THRESHOLD: u64> LeakyRelu<0, SLOPE, MAX, THRESHOLD> {
    const SLOPE: f64 = {
        let slope = f64::from_bits(SLOPE);
        // The sign of y has to be that of x: the derivative is told from it.
        assert!(slope >= 0.0, "the negative slope of LeakyRelu cannot be below 0");
        slope
    };
}

impl<const SLOPE: u64, const MAX: u64, const THRESHOLD: u64> Activation for LeakyRelu<0, SLOPE, MAX, THRESHOLD> {
    const NAME: &'static str = "LeakyRelu";
    const STEM: &'static str = "leaky_relu";
    // Without the settings, which no loss asks about and no error should print.
    type Head<const UNITS: usize> = LeakyRelu<UNITS>;
    type Sums<X: PlainData> = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        if const { MAX != NO_MAX || THRESHOLD != 0 } {
            return map(level, row, |_, x| Pieces::<MAX, THRESHOLD, SLOPE>::value(x));
        }
        map(
            level,
            row,
            |_, x| if x < T::ZERO { x * T::from_f64(Self::SLOPE) } else { x },
        );
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
        chain(level, x, y, gradient, |_, _, y| {
            Pieces::<MAX, THRESHOLD, SLOPE>::slope(y)
        });
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if MAX != NO_MAX || THRESHOLD != 0 {
            f.write_str("Relu")?;
            return Pieces::<MAX, THRESHOLD, SLOPE>::describe(f);
        }
        f.write_str(Self::NAME)?;
        super::describe_settings(f, &[("negative_slope", Self::SLOPE, 0.2)])
    }
}

/// y = x above 0, α · (eˣ − 1) below: from −α up.
///
/// `ALPHA` is α's bits: 1 unless said otherwise.
///
/// Keras: [`elu`](https://keras.io/api/layers/activations/#elu-function).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elu<const UNITS: usize = 0, const ALPHA: u64 = { 1.0_f64.to_bits() }>;

impl<const N: usize> Head for Elu<N> {
    type Reshaped<const UNITS: usize> = Elu<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl<const ALPHA: u64> Elu<0, ALPHA> {
    const ALPHA: f64 = {
        let alpha = f64::from_bits(ALPHA);
        // The sign of y has to be that of x: the derivative is told from it.
        assert!(alpha >= 0.0, "the alpha of Elu cannot be below 0");
        alpha
    };
}

impl<const ALPHA: u64> Activation for Elu<0, ALPHA> {
    const NAME: &'static str = "Elu";
    const STEM: &'static str = "elu";
    // Without α, which no loss asks about and no error should print.
    type Head<const UNITS: usize> = Elu<UNITS>;
    type Sums<X: PlainData> = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        map(level, row, |_, x| exponential_below(x, T::from_f64(Self::ALPHA)));
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
        // Below 0 the derivative is α·eˣ, which is y + α.
        let alpha = T::from_f64(Self::ALPHA);
        chain(
            level,
            x,
            y,
            gradient,
            |_, _, y| if y > T::ZERO { T::ONE } else { y + alpha },
        );
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAME)?;
        if ALPHA == 1.0_f64.to_bits() {
            return Ok(());
        }
        write!(f, "<alpha = {:?}>", Self::ALPHA)
    }
}

/// x above 0, α · (eˣ − 1) below.
#[cfg_attr(not(debug_assertions), inline(always))]
fn exponential_below<T: Scalar>(x: T, alpha: T) -> T {
    if x < T::ZERO { alpha * x.exp_m1() } else { x }
}

/// The two numbers for which rows of mean 0 and variance 1 keep both (Klambauer et al. 2017).
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

elementwise! {
    /// y = 1.0507 · x above 0, 1.0507 · 1.6733 · (eˣ − 1) below: from −1.7581 up.
    ///
    /// The activation of self-normalising networks, meant to go with `LecunNormal` kernels.
    ///
    /// Keras: [`selu`](https://keras.io/api/layers/activations/#selu-function).
    Selu: "selu", kept = (), pooled = Mixed,
    value = |_, x| T::from_f64(SELU_SCALE) * exponential_below(x, T::from_f64(SELU_ALPHA)),
    slope = |_, _, y| if y > T::ZERO { T::from_f64(SELU_SCALE) } else { y + T::from_f64(SELU_SCALE * SELU_ALPHA) },
}

/// y = x · Φ(x), Φ the normal distribution; from −0.17 up. The exact form, as is Keras's default.
///
/// With `APPROXIMATE` Φ(x) is (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2, as in GPT-2.
///
/// Keras: [`gelu`](https://keras.io/api/layers/activations/#gelu-function).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gelu<const UNITS: usize = 0, const APPROXIMATE: bool = false>;

impl<const N: usize> Head for Gelu<N> {
    type Reshaped<const UNITS: usize> = Gelu<UNITS>;
    type Pooled<const UNITS: usize> = Mixed<UNITS>;
}

impl<const APPROXIMATE: bool> Activation for Gelu<0, APPROXIMATE> {
    const NAME: &'static str = "Gelu";
    const STEM: &'static str = "gelu";
    type Head<const UNITS: usize> = Gelu<UNITS>;
    type Sums<X: PlainData> = Saved<X>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apply<L: Level, T: Scalar>(level: L, row: &mut [T]) {
        if APPROXIMATE {
            return map(level, row, |l, x| {
                damped(x, T::from_f64(0.5) * (T::ONE + near_normal(l, x)))
            });
        }
        map(level, row, |_, x| damped(x, normal(x)));
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn differentiate<L: Level, T: Scalar>(level: L, x: &[T], y: &[T], gradient: &mut [T]) {
        if APPROXIMATE {
            return chain(level, x, y, gradient, |l, x, _| {
                let tanh = near_normal(l, x);
                let inner = T::from_f64(SQRT_2_OVER_PI) * (T::ONE + T::from_f64(3.0 * CUBIC) * x * x);
                let density = T::from_f64(0.5) * (T::ONE - tanh) * (T::ONE + tanh);
                T::from_f64(0.5) * (T::ONE + tanh) + damped(x * inner, density)
            });
        }
        chain(level, x, y, gradient, |l, x, _| {
            normal(x) + damped(x, normal_density(l, x))
        });
    }
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAME)?;
        f.write_str(if APPROXIMATE { "<approximate = true>" } else { "" })
    }
}

/// √(2/π).
const SQRT_2_OVER_PI: f64 = 0.797_884_560_802_865_4;
const CUBIC: f64 = 0.044_715;

/// 2 · Φ(x) − 1, nearly.
#[cfg_attr(not(debug_assertions), inline(always))]
fn near_normal<L: Level, T: Scalar>(level: L, x: T) -> T {
    level.tanh(T::from_f64(SQRT_2_OVER_PI) * (x + T::from_f64(CUBIC) * x * x * x))
}

/// The normal distribution.
#[cfg_attr(not(debug_assertions), inline(always))]
fn normal<T: Scalar>(x: T) -> T {
    T::from_f64(0.5) * (T::ONE + (x * T::from_f64(FRAC_1_SQRT_2)).erf())
}

/// The derivative of the normal distribution: e^(−x²/2) / √(2π).
#[cfg_attr(not(debug_assertions), inline(always))]
fn normal_density<L: Level, T: Scalar>(level: L, x: T) -> T {
    T::from_f64(0.398_942_280_401_432_7) * level.exp_minus(T::from_f64(0.5) * x * x)
}

elementwise! {
    /// y = x / (1 + e⁻ˣ), from −0.28 up; also called swish.
    ///
    /// Keras: [`silu`](https://keras.io/api/layers/activations/#silu-function).
    Silu: "silu", kept = Saved<X>, pooled = Mixed,
    value = |l, x| damped(x, l.sigmoid(x)),
    slope = |l, x, _| l.sigmoid(x) + damped(x, l.sigmoid(x) * l.sigmoid(-x)),
}
