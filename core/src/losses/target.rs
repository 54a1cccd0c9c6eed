//! What a model is trained towards.

use nalgebra::SVector;

use crate::Scalar;
use crate::nobody::Nobody;
use crate::shape::{Array, ArrayOf, Features, Image, Sequence, Shape};

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
            Self::Values(values) => Some(crate::metrics::largest(values)),
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
#[diagnostic::on_unimplemented(
    message = "this model and its loss take `{K}` for `{S}` as targets; `{Self}` is not that",
    label = "not `{K}` for `{S}`",
    note = "`Numbers` for `Features<N>` are `[{T}; N]`, `[bool; N]` or `SVector<{T}, N>`; for `Features<1>` also a plain `{T}` or `bool`",
    note = "`Classes` are integers such as `u8` or `usize`, one a sample, for `SparseCategoricalCrossentropy`; one-hot rows are for `CategoricalCrossentropy`"
)]
pub trait Target<K, S: Shape, T: Scalar> {
    /// The truth of all rows. `buffer` holds the numbers where the type itself does not.
    fn truth<'a>(&'a self, buffer: &'a mut ArrayOf<S, T>) -> Truth<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Target<Numbers, Features<N>, T> for [T; N] {
    fn truth<'a>(&'a self, _: &'a mut [T; N]) -> Truth<'a, T> {
        Truth::Values(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Target<Numbers, Features<N>, T> for SVector<T, N> {
    fn truth<'a>(&'a self, _: &'a mut [T; N]) -> Truth<'a, T> {
        Truth::Values(self.as_slice())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Target<Numbers, Features<1>, T> for T {
    fn truth<'a>(&'a self, _: &'a mut [T; 1]) -> Truth<'a, T> {
        Truth::Values(core::slice::from_ref(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Target<Numbers, Features<1>, T> for bool {
    fn truth<'a>(&'a self, buffer: &'a mut [T; 1]) -> Truth<'a, T> {
        *buffer = [if *self { T::ONE } else { T::ZERO }];
        Truth::Values(buffer)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Target<Numbers, Features<N>, T> for [bool; N] {
    fn truth<'a>(&'a self, buffer: &'a mut [T; N]) -> Truth<'a, T> {
        *buffer = self.map(|set| if set { T::ONE } else { T::ZERO });
        Truth::Values(buffer)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const L: usize, const C: usize> Target<Numbers, Sequence<L, C>, T> for [[T; C]; L] {
    fn truth<'a>(&'a self, _: &'a mut [[T; C]; L]) -> Truth<'a, T> {
        Truth::Values(self.flat())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const L: usize, const C: usize> Target<Numbers, Sequence<L, C>, T> for Sequence<L, C, T> {
    fn truth<'a>(&'a self, _: &'a mut [[T; C]; L]) -> Truth<'a, T> {
        Truth::Values(self.0.flat())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const H: usize, const W: usize, const C: usize> Target<Numbers, Image<H, W, C>, T>
    for [[[T; C]; W]; H]
{
    fn truth<'a>(&'a self, _: &'a mut [[[T; C]; W]; H]) -> Truth<'a, T> {
        Truth::Values(self.flat())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const H: usize, const W: usize, const C: usize> Target<Numbers, Image<H, W, C>, T>
    for Image<H, W, C, T>
{
    fn truth<'a>(&'a self, _: &'a mut [[[T; C]; W]; H]) -> Truth<'a, T> {
        Truth::Values(self.0.flat())
    }
}

macro_rules! classes {
    ($($integer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, const N: usize> Target<Classes, Features<N>, T> for $integer {
            fn truth<'a>(&'a self, _: &'a mut [T; N]) -> Truth<'a, T> {
                Truth::Class(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

classes!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// A second implementation, for nobody: see [`Nobody`].
macro_rules! also_for_nobody {
    ($($target:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar> Target<Nobody, Features<1>, T> for $target {
            fn truth<'a>(&'a self, _: &'a mut [T; 1]) -> Truth<'a, T> {
                Truth::Class(0)
            }
        }
    )*};
}

also_for_nobody!(bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
