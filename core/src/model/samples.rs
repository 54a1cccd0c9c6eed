//! Many samples of a model with several inputs: a tuple of slices, or one that stands by itself.
//!
//! As for one sample, two questions are asked one after the other: whether there is a slice for each input, whatever it holds, and
//! whether each holds the right samples.

#[cfg(feature = "std")]
use std::boxed::Box;
#[cfg(feature = "std")]
use std::sync::Arc;
#[cfg(feature = "std")]
use std::vec::Vec;

use crate::Scalar;
use crate::shape::unknown::Unknown;
use crate::shape::{AnySample, Array, Fits};

/// One for each input of a model that takes `A`, whatever it is.
#[diagnostic::on_unimplemented(
    message = "this model takes samples of `{A}`, found `{Self}`",
    label = "expected a tuple of samples, in the order of the inputs",
    note = "samples of several inputs are a tuple, in the order of the function's parameters: `fit((&users, &items), …)`"
)]
pub trait SamplesPerInput<A> {
    /// The arrays: always `A`.
    type Arrays;
}

/// The samples of a training, for the inputs `A` in numbers of type `T`: anything that holds a run of samples, or a tuple of
/// such.
pub trait SamplesOf<A, T>: Sync {
    /// How many samples there are of one input.
    fn count(&self, input: usize) -> usize;
    /// The numbers of one sample.
    fn numbers(&self, input: usize, sample: usize) -> &[T];
}

/// The same, for tuples of each length.
pub trait SamplesTuple<A, T>: Sync {
    /// [`SamplesOf::count`]
    fn count(&self, input: usize) -> usize;
    /// [`SamplesOf::numbers`]
    fn numbers(&self, input: usize, sample: usize) -> &[T];
}

impl<A, T, X: SamplesTuple<A, T>> SamplesOf<A, T> for X {
    fn count(&self, input: usize) -> usize {
        SamplesTuple::count(self, input)
    }
    fn numbers(&self, input: usize, sample: usize) -> &[T] {
        SamplesTuple::numbers(self, input, sample)
    }
}

/// What holds a run of samples or targets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no slice of samples or targets",
    label = "expected a reference to a slice, an array or a `Vec`",
    note = "what stands for several inputs or outputs is a tuple of references: `fit((&users, &items), (&scores, &ratings), …)`"
)]
pub trait Items: Sync {
    /// One of them.
    type Item;
    /// All of them.
    fn items(&self) -> &[Self::Item];
}

#[diagnostic::do_not_recommend]
impl<X: Sync> Items for &[X] {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
#[diagnostic::do_not_recommend]
impl<X: Sync, const N: usize> Items for &[X; N] {
    type Item = X;
    fn items(&self) -> &[X] {
        *self
    }
}
#[cfg(feature = "std")]
#[diagnostic::do_not_recommend]
impl<X: Sync> Items for &Vec<X> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
#[cfg(feature = "std")]
#[diagnostic::do_not_recommend]
impl<X: Sync> Items for &Box<[X]> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
#[cfg(feature = "std")]
#[diagnostic::do_not_recommend]
impl<X: Sync + Send> Items for &Arc<[X]> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A, X> SamplesPerInput<(A,)> for X {
    type Arrays = (A,);
}

impl<T: Scalar, A: Array<T>, C: Items<Item: AnySample<A, Array: Fits<A>>>> SamplesTuple<(A,), T> for C {
    fn count(&self, _: usize) -> usize {
        self.items().len()
    }
    fn numbers(&self, _: usize, sample: usize) -> &[T] {
        self.items()
            .get(sample)
            .map(|sample| AnySample::<A>::numbers(sample).fitting().flat())
            .unwrap_or_default()
    }
}

/// Where samples are not even a tuple, which is an error already, the second question stays open, with more than one answer.
macro_rules! open {
    ($($list:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, X: Sync> SamplesTuple<$list, T> for X {
            fn count(&self, _: usize) -> usize {
                0
            }
            fn numbers(&self, _: usize, _: usize) -> &[T] {
                &[]
            }
        }
    )+};
}

open!(Unknown, ());

macro_rules! several {
    ($(($($a:ident $v:ident $i:tt),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($a, $v),+> SamplesPerInput<($($v,)+)> for ($($a,)+) {
            type Arrays = ($($v,)+);
        }

        impl<T: Scalar, $($v: Array<T>, $a: SamplesTuple<($v,), T>),+> SamplesTuple<($($v,)+), T> for ($($a,)+) {
            fn count(&self, input: usize) -> usize {
                match input {
                    $($i => SamplesTuple::<($v,), T>::count(&self.$i, 0),)+
                    _ => 0,
                }
            }
            fn numbers(&self, input: usize, sample: usize) -> &[T] {
                match input {
                    $($i => SamplesTuple::<($v,), T>::numbers(&self.$i, 0, sample),)+
                    _ => &[],
                }
            }
        }
    )+};
}

several! {
    (A1 V1 0, A2 V2 1)
    (A1 V1 0, A2 V2 1, A3 V3 2)
    (A1 V1 0, A2 V2 1, A3 V3 2, A4 V4 3)
    (A1 V1 0, A2 V2 1, A3 V3 2, A4 V4 3, A5 V5 4)
    (A1 V1 0, A2 V2 1, A3 V3 2, A4 V4 3, A5 V5 4, A6 V6 5)
    (A1 V1 0, A2 V2 1, A3 V3 2, A4 V4 3, A5 V5 4, A6 V6 5, A7 V7 6)
    (A1 V1 0, A2 V2 1, A3 V3 2, A4 V4 3, A5 V5 4, A6 V6 5, A7 V7 6, A8 V8 7)
}
