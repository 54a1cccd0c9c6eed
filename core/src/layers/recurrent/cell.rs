//! What a recurrent layer does at one step.

use core::fmt;

#[cfg(feature = "train")]
use super::product::Back;
use super::product::Product;
use crate::Scalar;
use crate::activations::{Activation, Head, PlainData, SaveSums};
use crate::kernels::Level;

/// What a recurrent layer does at one step, from the products of the inputs and the state before to the state after.
///
/// Numbers of a state that are so small that their products with weights may be below the smallest normal number are taken as 0:
/// a CPU may take a hundred times as long for those, and silence after a sound would come to them.
pub trait Cell: Copy + PartialEq + Send + Sync + 'static {
    /// The layer as it is written: `Lstm`.
    const NAME: &'static str;
    /// The stem of generated field names.
    const STEM: &'static str;
    /// The sums of a unit.
    const GATES: usize;
    /// Whether each of both products has a bias of its own.
    const TWO_BIASES: bool = false;

    /// What a model that ends with it is to its loss.
    type Head<const U: usize>: Head;
    /// What is carried from step to step besides the output: `[T; U]`, or `[T; 0]`.
    type Carry<T: Scalar, const U: usize>: Carry<T>;
    /// What the backward pass needs of a step besides the gates and the output.
    type Kept<T: Scalar, const U: usize>: PlainData;
    /// What the backward pass needs of the sums.
    type Sums<X: PlainData>: SaveBoth<X>;

    /// Writes the arguments behind the units that are not the default.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Puts into a drawn bias what the cell begins with.
    fn begin<T: Scalar>(bias: &mut [T], units: usize) {
        let _ = (bias, units);
    }

    /// One step: `x` is the product of the inputs, `gates` ends as the gates' values. `sums` is shown what they were before
    /// the activations.
    #[doc(hidden)]
    fn step<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        x: &[T; G],
        product: &impl Product<T, U, G>,
        gates: &mut [T; G],
        h: &mut [T; U],
        carry: &mut [T],
        sums: impl FnOnce(&[T; G]),
    ) -> Self::Kept<T, U>;

    /// The same step backward: `dh` and `dcarry` are the gradients of the state after it and become those of the state before,
    /// `dx` becomes that of the product of the inputs.
    #[cfg(feature = "train")]
    #[doc(hidden)]
    fn differentiate<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        step: &Step<'_, T, Self, U, G>,
        back: &mut impl Back<T, U, G>,
        dh: &mut [T; U],
        dcarry: &mut [T],
        dx: &mut [T; G],
    );
}

/// What the forward pass saved of one step.
#[cfg(feature = "train")]
#[derive(Debug)]
#[doc(hidden)]
pub struct Step<'a, T: Scalar, Z: Cell, const U: usize, const G: usize> {
    /// The state before.
    pub(super) before: &'a [T; U],
    /// What the cell kept of the step before.
    pub(super) kept_before: Option<&'a Z::Kept<T, U>>,
    /// The values of the gates.
    pub(super) gates: &'a [T; G],
    /// What is saved of their sums.
    pub(super) sums: &'a Z::Sums<[T; G]>,
    /// What the cell kept.
    pub(super) kept: &'a Z::Kept<T, U>,
}

/// What a cell carries from step to step: an array.
pub trait Carry<T>: PlainData + fmt::Debug + AsMut<[T]> {
    /// All zeros.
    const ZERO: Self;
}

impl<T: Scalar, const N: usize> Carry<T> for [T; N] {
    const ZERO: Self = [T::ZERO; N];
}

/// What is saved of a step's sums for the derivatives of two activations.
pub trait SaveBoth<X>: PlainData {
    /// Takes a copy, if it is needed.
    fn save(&mut self, x: &X);
    /// What the activation's derivative takes, of the sums' values.
    fn of_activation<'a>(&'a self, values: &'a X) -> &'a X;
    /// What that of the gates' activation takes.
    fn of_gates<'a>(&'a self, values: &'a X) -> &'a X;
}

/// The sums for each of two activations.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable)]
#[repr(C)]
pub struct Both<A, R> {
    activation: A,
    gates: R,
}

impl<X: 'static, A: SaveSums<X>, R: SaveSums<X>> SaveBoth<X> for Both<A, R> {
    #[inline(always)]
    fn save(&mut self, x: &X) {
        self.activation.save(x);
        self.gates.save(x);
    }
    #[inline(always)]
    fn of_activation<'a>(&'a self, values: &'a X) -> &'a X {
        self.activation.or(values)
    }
    #[inline(always)]
    fn of_gates<'a>(&'a self, values: &'a X) -> &'a X {
        self.gates.or(values)
    }
}

/// Numbers whose products with weights would be below the smallest normal number, taken as 0.
#[inline(always)]
pub(super) fn flush<T: Scalar>(values: &mut [T]) {
    for value in values {
        *value = if value.abs() < T::TINY { T::ZERO } else { *value };
    }
}

/// Writes the activations that are not the default.
pub(super) fn describe_activations<A: Activation, R: Activation>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use core::any::TypeId;

    use crate::activations::{Sigmoid, Tanh};

    if TypeId::of::<A>() != TypeId::of::<Tanh>() {
        f.write_str(", ")?;
        A::describe(f)?;
    }
    if TypeId::of::<R>() != TypeId::of::<Sigmoid>() {
        f.write_str(", recurrent_activation = ")?;
        R::describe(f)?;
    }
    Ok(())
}
