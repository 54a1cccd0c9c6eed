//! The samples of a training with their targets, as the passes see them: numbers.

use core::marker::PhantomData;

use super::Passes;
use crate::losses::{Loss, Target, Truth};
use crate::model::{InputShape, Model, Network, OutputShape};
use crate::shape::{Array, Sample, ValueList};

/// Samples with their targets and weights, counted from 0.
pub(super) trait Examples<T>: Sync {
    /// The numbers of one input of a sample.
    fn input(&self, sample: usize, input: usize) -> &[T];
    /// What one output should be for a sample. `buffer` has room for as many numbers as the output has.
    fn truth<'a>(&'a self, sample: usize, output: usize, buffer: &'a mut [T]) -> Truth<'a, T>;
    /// How much the sample counts.
    fn weight(&self, sample: usize) -> f64;
}

impl<T, E: Examples<T> + ?Sized> Examples<T> for &E {
    #[inline]
    fn input(&self, sample: usize, input: usize) -> &[T] {
        E::input(self, sample, input)
    }
    #[inline]
    fn truth<'a>(&'a self, sample: usize, output: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
        E::truth(self, sample, output, buffer)
    }
    #[inline]
    fn weight(&self, sample: usize) -> f64 {
        E::weight(self, sample)
    }
}

/// The examples as what the epochs are compiled for: builds with debug assertions compile them once for all types of samples.
#[cfg(all(feature = "std", debug_assertions))]
pub(super) fn erased<'a, T>(examples: &'a (impl Examples<T> + 'a)) -> &'a (dyn Examples<T> + 'a) {
    examples
}
#[cfg(all(feature = "std", not(debug_assertions)))]
pub(super) fn erased<T, E: Examples<T>>(examples: &E) -> &E {
    examples
}

/// Anything that sees each row of each output of each sample.
#[cfg(debug_assertions)]
pub(super) type AnyObserve<'a, T> = dyn FnMut(usize, usize, &[T], Truth<'_, T>, f64) + 'a;

/// The examples of a model with one input and one output, which `at` gives.
pub(super) struct Pairs<'d, F, X, Y, M, L> {
    at: F,
    #[allow(clippy::type_complexity, reason = "the types that are only named")]
    types: PhantomData<(&'d (), fn(X, Y, M, L))>,
}

impl<'d, F, X, Y, M, L> Pairs<'d, F, X, Y, M, L> {
    pub(super) fn new(at: F) -> Self
    where
        X: 'd,
        Y: 'd,
        F: Fn(usize) -> (&'d X, &'d Y, f64),
    {
        Self { at, types: PhantomData }
    }
}

impl<'d, F, X, Y, M, L> Examples<M::Scalar> for Pairs<'d, F, X, Y, M, L>
where
    M: Model,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar> + 'd,
    Y: Target<L::Target, OutputShape<M>, M::Scalar> + 'd,
    F: Fn(usize) -> (&'d X, &'d Y, f64) + Sync,
{
    #[inline]
    fn input(&self, sample: usize, _: usize) -> &[M::Scalar] {
        (self.at)(sample).0.array().flat()
    }
    #[inline]
    fn truth<'a>(&'a self, sample: usize, _: usize, buffer: &'a mut [M::Scalar]) -> Truth<'a, M::Scalar> {
        match Array::of_mut(buffer) {
            Some(buffer) => Target::truth((self.at)(sample).1, buffer),
            None => Truth::Values(&[]),
        }
    }
    #[inline]
    fn weight(&self, sample: usize) -> f64 {
        (self.at)(sample).2
    }
}

/// The truth of each row of one output of a sample: where it has more than one axis, a row is a run along the last.
pub(super) fn rows_of<M: Network>(
    output: usize,
    truth: Truth<'_, M::Scalar>,
) -> impl Iterator<Item = Truth<'_, M::Scalar>> {
    let (len, width) = (M::Outputs::LENS[output], M::Outputs::LAST[output]);
    truth.rows(len / width, width)
}

/// The number of a sample's rows that the loss of an output looks at.
pub(super) fn counted_rows<M: Passes, L: super::Objective, E: Examples<M::Scalar> + ?Sized>(
    loss: &L,
    examples: &E,
    sample: usize,
    output: usize,
    buffer: &mut [M::Scalar],
) -> usize {
    rows_of::<M>(output, examples.truth(sample, output, buffer))
        .filter(|&row| loss.counts(output, row))
        .count()
}
