//! What a model is trained towards.

use nalgebra::SVector;

use crate::Scalar;
use crate::shape::unknown::{Unknown, UnknownArray};
use crate::shape::{Array, ArrayOf, Image, Known, Sequence, Shape, Value};

/// Targets as numbers in the shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers;

/// Targets as the index of the right class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes;

/// One row's truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Truth<'a, T> {
    /// A number for each output.
    Values(&'a [T]),
    /// The index of the right class, which may be out of range until it was checked.
    Class(i64),
}

impl<'a, T: Scalar> Truth<'a, T> {
    /// Each output with its true value; a class is 1 at its index and 0 elsewhere.
    pub fn along(self, output: &'a [T]) -> impl Iterator<Item = (T, T)> + 'a {
        output.iter().enumerate().map(move |(i, &y)| (y, self.at(i)))
    }

    /// The truth of each of `count` rows of `width` outputs.
    pub fn rows(self, count: usize, width: usize) -> impl Iterator<Item = Truth<'a, T>> {
        (0..count).map(move |row| match self {
            Self::Values(values) => Self::Values(values.get(row * width..(row + 1) * width).unwrap_or(&[])),
            Self::Class(_) => self,
        })
    }

    /// The index of the right class: that of the largest value, the first of equal ones. `None` for a class below 0.
    pub fn class(self) -> Option<usize> {
        match self {
            Self::Values(values) => Some(argmax(values)),
            Self::Class(class) => usize::try_from(class).ok(),
        }
    }

    /// The true value of output `i`.
    pub fn at(self, i: usize) -> T {
        match self {
            Self::Values(values) => values.get(i).copied().unwrap_or(T::ZERO),
            Self::Class(class) if usize::try_from(class) == Ok(i) => T::ONE,
            Self::Class(_) => T::ZERO,
        }
    }
}

/// What can be one sample's target, for a loss over `K` and outputs of shape `S` in `T`.
///
/// A bound for code that is generic over models: `Y: Target<Numbers, OutputShape<M>, M::Scalar>`. It is the two traits
/// that it asks for, [`AnyTarget`] and [`Answers`].
pub trait Target<K, S: Shape, T: Scalar>: AnyTarget<K, ArrayOf<S, T>, Given: Answers<K, ArrayOf<S, T>, T>> {
    /// The truth of all rows. `buffer` holds the numbers where the type itself does not.
    fn truth<'a>(&'a self, buffer: &'a mut ArrayOf<S, T>) -> Truth<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<K, S: Shape, T: Scalar, Y> Target<K, S, T> for Y
where
    Y: AnyTarget<K, ArrayOf<S, T>, Given: Answers<K, ArrayOf<S, T>, T>>,
{
    fn truth<'a>(&'a self, buffer: &'a mut ArrayOf<S, T>) -> Truth<'a, T> {
        Answers::truth(self.given(), buffer)
    }
}

/// What could be one sample's target: an array, an `SVector`, a [`Sequence`], an [`Image`], a number, a `bool`, a class.
///
/// Whether it is one for the loss and the model at hand is asked of what it holds, so that the compiler speaks of
/// `[f32; 2]`, whatever holds the numbers.
#[diagnostic::on_unimplemented(
    message = "this loss takes `{K}` as targets for a model that answers `{A}`, found `{Self}`",
    label = "expected `{K}` for `{A}`, found `{Self}`",
    note = "`Numbers` are arrays such as `[0.0, 1.0]` or `SVector`s of the model's number type, `f32` unless said otherwise; for one output also a plain `0.5_f32` or `true`",
    note = "`Classes` are whole numbers, one a sample, counted from 0, such as `2_usize`"
)]
pub trait AnyTarget<K, A>: Sync {
    /// What it holds: a nested array, a single number, a `bool`, or a class.
    type Given: 'static;
    /// That.
    fn given(&self) -> &Self::Given;
}

/// Targets that a loss over `K` takes for a model that answers `A`, in numbers of type `T`.
#[diagnostic::on_unimplemented(
    message = "this loss takes `{K}` as targets for a model that answers `{A}`, found `{Self}`",
    label = "expected `{K}` for `{A}`, found `{Self}`",
    note = "`Numbers` for `[{T}; N]` are `[{T}; N]`, `SVector<{T}, N>` or `[bool; N]`; for `[{T}; 1]` also a plain `{T}` or `bool`: `0` and `1` are written `false` and `true`",
    note = "`Classes` are whole numbers, one a sample, for `SparseCategoricalCrossentropy`; one-hot arrays are for `CategoricalCrossentropy`"
)]
pub trait Answers<K, A, T> {
    /// The truth of all rows. `buffer` holds the numbers where the type itself does not.
    fn truth<'a>(&'a self, buffer: &'a mut A) -> Truth<'a, T>;
}

macro_rules! numbers {
    ($([$($sizes:tt)+] $array:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, $($sizes)+> Answers<Numbers, $array, T> for $array {
            fn truth<'a>(&'a self, _: &'a mut $array) -> Truth<'a, T> {
                Truth::Values(self.flat())
            }
        }
    )+};
}

numbers! {
    [const N: usize] [T; N];
    [const L: usize, const C: usize] [[T; C]; L];
    [const H: usize, const W: usize, const C: usize] [[[T; C]; W]; H];
}

macro_rules! any_target {
    ($([$($generics:tt)*] $type:ty: $given:ty, $get:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<K, A: Known, $($generics)*> AnyTarget<K, A> for $type {
            type Given = $given;
            fn given(&self) -> &$given {
                let given: fn(&Self) -> &$given = $get;
                given(self)
            }
        }
    )+};
}

any_target! {
    [E: Sync + 'static, const N: usize] [E; N]: Self, |y| y;
    [T: Scalar, const N: usize] SVector<T, N>: [T; N], Value::as_array;
    [E: Sync + 'static, const L: usize, const C: usize] Sequence<L, C, E>: [[E; C]; L], |y| &y.0;
    [E: Sync + 'static, const H: usize, const W: usize, const C: usize] Image<H, W, C, E>: [[[E; C]; W]; H], |y| &y.0;
    [] bool: Self, |y| y;
}

/// Through `A`, a literal takes the model's type.
#[diagnostic::do_not_recommend]
impl<K, T: Scalar, const N: usize> AnyTarget<K, [T; N]> for T {
    type Given = Self;
    fn given(&self) -> &Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Answers<Numbers, [T; 1], T> for T {
    fn truth<'a>(&'a self, _: &'a mut [T; 1]) -> Truth<'a, T> {
        Truth::Values(core::slice::from_ref(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Answers<Numbers, [T; 1], T> for bool {
    fn truth<'a>(&'a self, buffer: &'a mut [T; 1]) -> Truth<'a, T> {
        *buffer = [if *self { T::ONE } else { T::ZERO }];
        Truth::Values(buffer)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Answers<Numbers, [T; N], T> for [bool; N] {
    fn truth<'a>(&'a self, buffer: &'a mut [T; N]) -> Truth<'a, T> {
        *buffer = self.map(|set| if set { T::ONE } else { T::ZERO });
        Truth::Values(buffer)
    }
}

macro_rules! classes {
    ($($integer:ty),*) => {$(
        any_target! {
            [] $integer: Self, |y| y;
        }

        #[diagnostic::do_not_recommend]
        impl<T: Scalar, const N: usize> Answers<Classes, [T; N], T> for $integer {
            fn truth<'a>(&'a self, _: &'a mut [T; N]) -> Truth<'a, T> {
                Truth::Class(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

classes!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// A second implementation, for `Unknown`: of the only one rustc would show the source. It is for every number of outputs, so that
/// of a loss that does not fit, which leaves open what it takes, no second error is about the targets.
macro_rules! also_for_unknown {
    ($($target:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, const N: usize> Answers<Unknown, [T; N], T> for $target {
            fn truth<'a>(&'a self, _: &'a mut [T; N]) -> Truth<'a, T> {
                Truth::Class(0)
            }
        }
    )*};
}

also_for_unknown!(bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// The index of the largest value, the first of equal ones.
pub(crate) fn argmax<T: Scalar>(row: &[T]) -> usize {
    let Some((&first, rest)) = row.split_first() else {
        return 0;
    };
    // Both are chosen, not jumped to: which one it is nobody could foresee.
    let (mut best, mut most) = (0, first);
    for (i, &value) in (1..).zip(rest) {
        let larger = value > most;
        best = if larger { i } else { best };
        most = if larger { value } else { most };
    }
    best
}

#[diagnostic::do_not_recommend]
impl<X: ?Sized + Sync, K, T: Scalar> AnyTarget<K, UnknownArray<T>> for X {
    type Given = UnknownArray<T>;
    #[expect(clippy::empty_loop, reason = "nothing that calls this is ever compiled")]
    fn given(&self) -> &UnknownArray<T> {
        loop {}
    }
}

#[diagnostic::do_not_recommend]
impl<Given, K, T: Scalar> Answers<K, UnknownArray<T>, T> for Given {
    fn truth<'a>(&'a self, _: &'a mut UnknownArray<T>) -> Truth<'a, T> {
        Truth::Class(0)
    }
}
