//! What stands in for the parts of a model that a mistake leaves open. They fit everything: the mistake is an error
//! already, and shall be the only one.

use core::ops::Deref;

use bytemuck::{Pod, Zeroable};
use nalgebra::SVector;

use super::{AnySample, Array, Fits, Shape, Value};
use crate::Scalar;

/// The shape and the head of what a mistake leaves open: each sample and each target has the shape, each loss and each metric fits the head.
///
/// It also changes what rustc says of a loss that does not fit a head: of one that implements `LossFor` only once it
/// would show the source of that implementation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unknown;

impl Shape for Unknown {
    type Array<T: Scalar> = UnknownArray<T>;
    type Value<T: Scalar> = UnknownValue<T>;
    const DIMS: &'static [usize] = &[1];
    const LEN: usize = 1;
    const LAST: usize = 1;
}

/// The array of that shape.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(transparent)]
pub struct UnknownArray<T>([T; 1]);

impl<T: Scalar> Array<T> for UnknownArray<T> {
    const ZERO: Self = Self([T::ZERO]);
    fn flat(&self) -> &[T] {
        &self.0
    }
    fn flat_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
    #[expect(clippy::empty_loop, reason = "nothing that calls this is ever compiled")]
    fn of(_: &[T]) -> &Self {
        loop {}
    }
    fn of_mut(_: &mut [T]) -> Option<&mut Self> {
        None
    }
    fn rows(_: &[T]) -> &[Self] {
        &[]
    }
    fn rows_mut(_: &mut [T]) -> &mut [Self] {
        &mut []
    }
    fn flat_rows(_: &[Self]) -> &[T] {
        &[]
    }
    fn flat_rows_mut(_: &mut [Self]) -> &mut [T] {
        &mut []
    }
}

/// What users hold of that shape.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(transparent)]
pub struct UnknownValue<T: Scalar>(SVector<T, 1>);

impl<T: Scalar> Value for UnknownValue<T> {
    type Scalar = T;
    type Shape = Unknown;
    fn from_array(array: UnknownArray<T>) -> Self {
        Self(SVector::from_array(array.0))
    }
    fn as_array(&self) -> &UnknownArray<T> {
        self.numbers()
    }
}

impl<T: Scalar> Deref for UnknownValue<T> {
    type Target = SVector<T, 1>;
    fn deref(&self) -> &SVector<T, 1> {
        &self.0
    }
}

#[diagnostic::do_not_recommend]
impl<X: ?Sized + Sync, T: Scalar> AnySample<UnknownArray<T>> for X {
    type Array = UnknownArray<T>;
    #[expect(clippy::empty_loop, reason = "nothing that calls this is ever compiled")]
    fn numbers(&self) -> &UnknownArray<T> {
        loop {}
    }
}

#[diagnostic::do_not_recommend]
impl<A, T: Scalar> Fits<UnknownArray<T>> for A {
    #[expect(clippy::empty_loop, reason = "nothing that calls this is ever compiled")]
    fn fitting(&self) -> &UnknownArray<T> {
        loop {}
    }
}
