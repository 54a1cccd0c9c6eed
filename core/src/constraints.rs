//! What weights must be after each step, [`keras.constraints`](https://keras.io/api/layers/constraints/).
//!
//! A constraint is a type, as in `Dense<8, Relu, kernel_constraint = MaxNorm<2.0>>`. Settings are const arguments: a float stands
//! there as its bits. Axes are those of the parameter in Keras's order, counted from 0; bit k of `AXES` is axis k.

use core::fmt;

#[cfg(feature = "train")]
use crate::Scalar;

/// A condition that a parameter is made to fulfil after each step of training.
pub trait Constraint: Copy + PartialEq + Send + Sync + 'static {
    /// What it does.
    #[doc(hidden)]
    const RULE: Rule;

    /// Writes it as it stands in a model: `MaxNorm<2.0>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Makes a parameter of this shape, in Keras's order, fulfil it.
    ///
    /// ```
    /// use layerproof::constraints::{Constraint, UnitNorm};
    ///
    /// let mut kernel = [3.0, 0.0, 4.0, 2.0_f64]; // two columns
    /// <UnitNorm>::apply(&[2, 2], &mut kernel);
    /// assert!((kernel[0] - 0.6).abs() < 1e-6 && (kernel[3] - 1.0).abs() < 1e-6);
    /// ```
    #[cfg(feature = "train")]
    fn apply<T: Scalar>(shape: &[usize], weights: &mut [T]) {
        Self::RULE.apply(shape, weights);
    }
}

/// What a constraint does. Numbers are kept as their bits, so that two rules are equal or not.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing.
    None,
    /// Negative numbers become 0.
    NonNeg,
    /// Each norm along the axes goes so far as `rate` says towards what lies between two bounds.
    Norm { min: u64, max: u64, rate: u64, axes: usize },
}

/// Keras's ε.
#[cfg(feature = "train")]
const EPSILON: f64 = 1e-7;
/// So many norms are computed side by side.
#[cfg(feature = "train")]
const LANES: usize = 32;
/// The axes of the largest parameters.
#[cfg(feature = "train")]
const RANK: usize = 5;

#[cfg(feature = "train")]
impl Rule {
    pub(crate) fn apply<T: Scalar>(self, shape: &[usize], weights: &mut [T]) {
        match self {
            Self::None => {}
            Self::NonNeg => {
                for w in weights {
                    // Keras multiplies by 0 or 1; a NaN becomes 0 there, too, but training has ended before.
                    if *w < T::ZERO {
                        *w = T::ZERO;
                    }
                }
            }
            Self::Norm { min, max, rate, axes } => {
                let [min, max, rate] = [min, max, rate].map(f64::from_bits);
                norms(shape, weights, axes, |norm| {
                    let wanted = rate * norm.clamp(min, max) + (1.0 - rate) * norm;
                    wanted / (EPSILON + norm)
                });
            }
        }
    }
}

/// Multiplies each group of numbers that lie along the axes by what `factor` makes of its norm.
#[cfg(feature = "train")]
fn norms<T: Scalar>(shape: &[usize], weights: &mut [T], axes: usize, factor: impl Fn(f64) -> f64) {
    debug_assert!(shape.len() <= RANK, "parameters have at most {RANK} axes");
    // Axes in front that a parameter does not have are of size 1.
    let missing = RANK - shape.len().min(RANK);
    let mut along = [1; RANK];
    let mut across = [1; RANK];
    for (axis, &size) in shape.iter().enumerate().take(RANK) {
        let sizes = if axes >> axis & 1 == 1 { &mut along } else { &mut across };
        sizes[missing + axis] = size;
    }
    let mut strides = [1; RANK];
    for axis in (1..RANK).rev() {
        strides[axis - 1] = strides[axis] * along[axis] * across[axis];
    }
    // Norms of neighbours are computed together, where the last axis is not summed over.
    let width = core::mem::replace(&mut across[RANK - 1], 1);
    each_place(&across, &strides, |start| {
        for lane in (0..width).step_by(LANES) {
            let lanes = LANES.min(width - lane);
            let mut sums = [0.0; LANES];
            each_place(&along, &strides, |place| {
                let first = start + place + lane;
                for (sum, w) in sums.iter_mut().zip(&weights[first..first + lanes]) {
                    *sum += w.to_f64() * w.to_f64();
                }
            });
            let factors = sums.map(|sum| T::from_f64(factor(libm::sqrt(sum))));
            each_place(&along, &strides, |place| {
                let first = start + place + lane;
                for (w, &factor) in weights[first..first + lanes].iter_mut().zip(&factors) {
                    *w *= factor;
                }
            });
        }
    });
}

/// Each index of these sizes, as a place.
#[cfg(feature = "train")]
fn each_place(sizes: &[usize; RANK], strides: &[usize; RANK], mut visit: impl FnMut(usize)) {
    let [a, b, c, d, e] = *sizes;
    for a in 0..a {
        for b in 0..b {
            for c in 0..c {
                for d in 0..d {
                    for e in 0..e {
                        let index = [a, b, c, d, e];
                        visit(index.iter().zip(strides).map(|(index, stride)| index * stride).sum());
                    }
                }
            }
        }
    }
}

/// Writes `axis = (0, 1)` behind what separates it from the arguments before, where it is not the default.
fn describe_axes(f: &mut fmt::Formatter<'_>, separator: &str, axes: usize) -> fmt::Result {
    if axes == 1 {
        return Ok(());
    }
    write!(f, "{separator}axis = ")?;
    if axes.is_power_of_two() {
        return write!(f, "{}", axes.trailing_zeros());
    }
    let mut separator = "(";
    for axis in (0..usize::BITS).filter(|axis| axes >> axis & 1 == 1) {
        write!(f, "{separator}{axis}")?;
        separator = ", ";
    }
    f.write_str(")")
}

const ONE: u64 = 1.0_f64.to_bits();

/// No constraint: the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoConstraint;

impl Constraint for NoConstraint {
    const RULE: Rule = Rule::None;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoConstraint")
    }
}

/// No number is negative, [`keras.constraints.NonNeg`](https://keras.io/api/layers/constraints/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NonNeg;

impl Constraint for NonNeg {
    const RULE: Rule = Rule::NonNeg;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NonNeg")
    }
}

/// No norm along the axes is larger than `MAX`, [`keras.constraints.MaxNorm`](https://keras.io/api/layers/constraints/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxNorm<const MAX: u64 = { 2.0_f64.to_bits() }, const AXES: usize = 1>;

impl<const MAX: u64, const AXES: usize> Constraint for MaxNorm<MAX, AXES> {
    const RULE: Rule = Rule::Norm {
        min: 0,
        max: MAX,
        rate: ONE,
        axes: AXES,
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MaxNorm<{:?}", f64::from_bits(MAX))?;
        describe_axes(f, ", ", AXES)?;
        f.write_str(">")
    }
}

/// Each norm along the axes is 1, [`keras.constraints.UnitNorm`](https://keras.io/api/layers/constraints/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitNorm<const AXES: usize = 1>;

impl<const AXES: usize> Constraint for UnitNorm<AXES> {
    const RULE: Rule = Rule::Norm {
        min: ONE,
        max: ONE,
        rate: ONE,
        axes: AXES,
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if AXES == 1 {
            return f.write_str("UnitNorm");
        }
        f.write_str("UnitNorm<")?;
        describe_axes(f, "", AXES)?;
        f.write_str(">")
    }
}

/// Each norm along the axes goes so far as `RATE` says towards what lies between `MIN` and `MAX`,
/// [`keras.constraints.MinMaxNorm`](https://keras.io/api/layers/constraints/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinMaxNorm<const MIN: u64 = 0, const MAX: u64 = ONE, const RATE: u64 = ONE, const AXES: usize = 1>;

impl<const MIN: u64, const MAX: u64, const RATE: u64, const AXES: usize> Constraint
    for MinMaxNorm<MIN, MAX, RATE, AXES>
{
    const RULE: Rule = Rule::Norm {
        min: MIN,
        max: MAX,
        rate: RATE,
        axes: AXES,
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [min, max, rate] = [MIN, MAX, RATE].map(f64::from_bits);
        write!(
            f,
            "MinMaxNorm<min_value = {min:?}, max_value = {max:?}, rate = {rate:?}"
        )?;
        describe_axes(f, ", ", AXES)?;
        f.write_str(">")
    }
}
