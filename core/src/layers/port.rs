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
    /// The sizes of each value.
    const DIMS: &'static [&'static [usize]];

    /// One sample, of the numbers of each value.
    fn sample<'a, T: Scalar>(values: impl Source<'a, T>) -> Self::Ref<'a, T>;
    /// Some samples, of the numbers of each value.
    fn rows<'a, T: Scalar>(values: impl Source<'a, T>) -> Self::Rows<'a, T>;
    /// One of some samples.
    fn row<T: Scalar>(rows: Self::Rows<'_, T>, row: usize) -> Self::Ref<'_, T>;
    /// Where gradients go, of the place for each value's numbers.
    fn gradients<'a, T: Scalar>(values: impl FnMut(usize) -> Option<&'a mut [T]>) -> Self::Gradients<'a, T>;
}

/// The numbers of each value, by its place among those that a layer takes: a closure, or a type whose method is inlined
/// wherever it is called.
pub trait Source<'a, T: 'a> {
    /// The numbers of value `i`.
    fn get(&self, i: usize) -> &'a [T];
}

impl<'a, T: 'a, F: Fn(usize) -> &'a [T]> Source<'a, T> for F {
    #[inline(always)]
    fn get(&self, i: usize) -> &'a [T] {
        self(i)
    }
}

impl<S: Shape> Port for S {
    type Ref<'a, T: Scalar> = &'a ArrayOf<S, T>;
    type Rows<'a, T: Scalar> = &'a [ArrayOf<S, T>];
    type Gradients<'a, T: Scalar> = Option<&'a mut [ArrayOf<S, T>]>;
    const LENS: &'static [usize] = &[S::LEN];
    const DIMS: &'static [&'static [usize]] = &[S::DIMS];

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Source<'a, T>) -> &'a ArrayOf<S, T> {
        Array::of(values.get(0))
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Source<'a, T>) -> &'a [ArrayOf<S, T>] {
        Array::rows(values.get(0))
    }
    #[inline(always)]
    fn row<T: Scalar>(rows: Self::Rows<'_, T>, row: usize) -> Self::Ref<'_, T> {
        Array::of(Array::flat_rows(rows.get(row..row + 1).unwrap_or_default()))
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

    /// The numbers of each.
    fn each<'a, T: Scalar>(values: impl Source<'a, T>) -> Self::Each<&'a [T]>;
    /// An array of one thing a value.
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
            fn each<'a, T: Scalar>(values: impl Source<'a, T>) -> [&'a [T]; $count] {
                each(&values)
            }
            #[inline(always)]
            fn each_once<X>(values: impl FnMut(usize) -> X) -> [X; $count] {
                core::array::from_fn(values)
            }
        }
    };
}

/// One of some samples of each value.
struct Row<'r, 'a, T> {
    rows: &'r [&'a [T]],
    lens: &'static [usize],
    at: usize,
}

impl<'a, T> Source<'a, T> for Row<'_, 'a, T> {
    #[inline(always)]
    fn get(&self, i: usize) -> &'a [T] {
        let (Some(rows), Some(&len)) = (self.rows.get(i), self.lens.get(i)) else {
            return &[];
        };
        rows.get(self.at * len..(self.at + 1) * len).unwrap_or_default()
    }
}

/// The numbers of each of `N` values. Not `from_fn`: that the compiler does not inline.
#[inline(always)]
fn each<'a, T: Scalar, const N: usize>(values: &impl Source<'a, T>) -> [&'a [T]; N] {
    let mut each: [&[T]; N] = [&[]; N];
    let mut i = 0;
    while i < N {
        each[i] = values.get(i);
        i += 1;
    }
    each
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
    const DIMS: &'static [&'static [usize]] = X::DIMS;

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Source<'a, T>) -> Self::Ref<'a, T> {
        X::each(values)
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Source<'a, T>) -> Self::Rows<'a, T> {
        X::each(values)
    }
    #[inline(always)]
    fn row<T: Scalar>(rows: Self::Rows<'_, T>, row: usize) -> Self::Ref<'_, T> {
        X::each(Row {
            rows: rows.as_ref(),
            lens: X::LENS,
            at: row,
        })
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
    const DIMS: &'static [&'static [usize]] = &[S::DIMS; N];

    #[inline(always)]
    fn sample<'a, T: Scalar>(values: impl Source<'a, T>) -> [&'a [T]; N] {
        each(&values)
    }
    #[inline(always)]
    fn rows<'a, T: Scalar>(values: impl Source<'a, T>) -> [&'a [T]; N] {
        each(&values)
    }
    #[inline(always)]
    fn row<T: Scalar>(rows: Self::Rows<'_, T>, row: usize) -> Self::Ref<'_, T> {
        each(&Row {
            rows: &rows,
            lens: Self::LENS,
            at: row,
        })
    }
    #[inline(always)]
    fn gradients<'a, T: Scalar>(values: impl FnMut(usize) -> Option<&'a mut [T]>) -> [Option<&'a mut [T]>; N] {
        core::array::from_fn(values)
    }
}
