//! What a layer takes: one value, or several.

use core::fmt::Debug;
use core::marker::PhantomData;

use crate::Scalar;
use crate::shape::{Array, ArrayOf, Shape};

/// What a layer takes: one value of a [`Shape`], or [`Several`] values.
///
/// A layer with one input computes on nested arrays of fixed size, one with several on their numbers in a row.
pub trait Port: 'static {
    /// One sample: `&[T; N]` of [`Features<N>`](crate::shape::Features), `[&[T]; 2]` of two values.
    type Ref<'a, T: Scalar>: Copy;
    /// Some samples, one behind the other: `&[[T; N]]`, or the numbers of each value.
    type Rows<'a, T: Scalar>: Copy;
    /// Where the gradient of each value goes; `None` for one that nothing asks for.
    type Gradients<'a, T: Scalar>;
    /// How many numbers each value has.
    const LENS: &'static [usize];

    /// One sample, of the numbers of each value.
    fn sample<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> Self::Ref<'a, T>;
    /// Some samples, of the numbers of each value.
    fn rows<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> Self::Rows<'a, T>;
    /// Where gradients go, of the place for each value's numbers.
    fn gradients<'a, T: Scalar>(values: impl FnMut(usize) -> Option<&'a mut [T]>) -> Self::Gradients<'a, T>;
}

impl<S: Shape> Port for S {
    type Ref<'a, T: Scalar> = &'a ArrayOf<S, T>;
    type Rows<'a, T: Scalar> = &'a [ArrayOf<S, T>];
    type Gradients<'a, T: Scalar> = Option<&'a mut [ArrayOf<S, T>]>;
    const LENS: &'static [usize] = &[S::LEN];

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> &'a ArrayOf<S, T> {
        Array::of(values(0))
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> &'a [ArrayOf<S, T>] {
        Array::rows(values(0))
    }
    #[inline(always)]
    fn gradients<'a, T: Scalar>(
        mut values: impl FnMut(usize) -> Option<&'a mut [T]>,
    ) -> Option<&'a mut [ArrayOf<S, T>]> {
        values(0).map(Array::rows_mut)
    }
}

/// Several values, whose shapes are the tuple `X`: what a merging layer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several<X>(PhantomData<X>);

/// `N` values of one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated<S, const N: usize>(PhantomData<S>);

/// The shapes of several values, as a tuple.
pub trait Shapes: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// `[X; COUNT]`, as a type of its own: the compiler cannot write that length.
    type Each<X: Copy>: Copy + AsRef<[X]>;
    /// The same of what is handed on.
    type EachOnce<X>: AsMut<[X]>;
    /// How many numbers each value has.
    const LENS: &'static [usize];
    /// The sizes of each.
    const DIMS: &'static [&'static [usize]];

    /// An array of one thing a value.
    fn each<X: Copy>(values: impl Fn(usize) -> X) -> Self::Each<X>;
    /// The same.
    fn each_once<X>(values: impl FnMut(usize) -> X) -> Self::EachOnce<X>;
}

macro_rules! several {
    ($($shape:ident)+ = $count:literal) => {
        impl<$($shape: Shape),+> Shapes for ($($shape,)+) {
            type Each<X: Copy> = [X; $count];
            type EachOnce<X> = [X; $count];
            const LENS: &'static [usize] = &[$($shape::LEN),+];
            const DIMS: &'static [&'static [usize]] = &[$($shape::DIMS),+];

            #[inline(always)]
            fn each<X: Copy>(values: impl Fn(usize) -> X) -> [X; $count] {
                core::array::from_fn(values)
            }
            #[inline(always)]
            fn each_once<X>(values: impl FnMut(usize) -> X) -> [X; $count] {
                core::array::from_fn(values)
            }
        }
    };
}

several!(A = 1);
several!(A B = 2);
several!(A B C = 3);
several!(A B C D = 4);
several!(A B C D E = 5);
several!(A B C D E F = 6);
several!(A B C D E F G = 7);
several!(A B C D E F G H = 8);
several!(A B C D E F G H I = 9);
several!(A B C D E F G H I J = 10);
several!(A B C D E F G H I J K = 11);
several!(A B C D E F G H I J K L = 12);

impl<X: Shapes> Port for Several<X> {
    type Ref<'a, T: Scalar> = X::Each<&'a [T]>;
    type Rows<'a, T: Scalar> = X::Each<&'a [T]>;
    type Gradients<'a, T: Scalar> = X::EachOnce<Option<&'a mut [T]>>;
    const LENS: &'static [usize] = X::LENS;

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> Self::Ref<'a, T> {
        X::each(values)
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> Self::Rows<'a, T> {
        X::each(values)
    }
    #[inline(always)]
    fn gradients<'a, T: Scalar>(values: impl FnMut(usize) -> Option<&'a mut [T]>) -> Self::Gradients<'a, T> {
        X::each_once(values)
    }
}

impl<S: Shape, const N: usize> Port for Repeated<S, N> {
    type Ref<'a, T: Scalar> = [&'a [T]; N];
    type Rows<'a, T: Scalar> = [&'a [T]; N];
    type Gradients<'a, T: Scalar> = [Option<&'a mut [T]>; N];
    const LENS: &'static [usize] = &[S::LEN; N];

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> [&'a [T]; N] {
        core::array::from_fn(values)
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Fn(usize) -> &'a [T]) -> [&'a [T]; N] {
        core::array::from_fn(values)
    }
    #[inline(always)]
    fn gradients<'a, T: Scalar>(values: impl FnMut(usize) -> Option<&'a mut [T]>) -> [Option<&'a mut [T]>; N] {
        core::array::from_fn(values)
    }
}
