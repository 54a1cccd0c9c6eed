//! What a recurrent layer gives: its last state, or that of each step.

use crate::Scalar;
use crate::layers::HeadShape;
use crate::shape::{ArrayOf, Features, Sequence};

/// What a recurrent layer of `U` units gives of the states after its `S` steps.
pub trait Returns<const S: usize, const U: usize>: HeadShape {
    /// Whether it is the state of each step.
    const SEQUENCES: bool;
    /// Takes the state after the `k`th step.
    fn put<T: Scalar>(y: &mut ArrayOf<Self, T>, k: usize, h: &[T; U]);
    /// The place of that state, if it is given.
    fn row<T: Scalar>(y: &ArrayOf<Self, T>, k: usize) -> Option<&[T; U]>;
}

impl<const S: usize, const U: usize> Returns<S, U> for Sequence<S, U> {
    const SEQUENCES: bool = true;
    #[inline(always)]
    fn put<T: Scalar>(y: &mut [[T; U]; S], k: usize, h: &[T; U]) {
        if let Some(y) = y.get_mut(k) {
            *y = *h;
        }
    }
    #[inline(always)]
    fn row<T: Scalar>(y: &[[T; U]; S], k: usize) -> Option<&[T; U]> {
        y.get(k)
    }
}

impl<const S: usize, const U: usize> Returns<S, U> for Features<U> {
    const SEQUENCES: bool = false;
    #[inline(always)]
    fn put<T: Scalar>(y: &mut [T; U], k: usize, h: &[T; U]) {
        if k + 1 == S {
            *y = *h;
        }
    }
    #[inline(always)]
    fn row<T: Scalar>(y: &[T; U], k: usize) -> Option<&[T; U]> {
        (k + 1 == S).then_some(y)
    }
}
