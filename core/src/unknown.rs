//! What stands in for the parts of a model that a mistake leaves open. They fit everything: the mistake is an error
//! already, and shall be the only one.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use bytemuck::{Pod, Zeroable};
use nalgebra::SVector;

use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::layers::{In, Layer, Out, ParameterInfo};
use crate::shape::{AnySample, Array, Fits, Shape, Value};

/// The shape and the head of what a mistake leaves open: each sample and each target has the shape, each loss and each metric fits the head.
///
/// It also changes what rustc says of a loss that does not fit a head: of one that implements `LossFor` only once it
/// would show the source of that implementation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unknown;

impl Head for Unknown {
    type Reshaped<const UNITS: usize> = Self;
    type Pooled<const UNITS: usize> = Self;
}

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

/// A head as a type argument.
pub trait AnyHead: Head + Copy + PartialEq + Send + Sync {}
impl<H: Head + Copy + PartialEq + Send + Sync> AnyHead for H {}

/// A layer from one shape to another, with any head. `E` has a place for errors: in a type there is none for items.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct UnknownLayer<T, X, Y, H, const E: bool = false> {
    settings: PhantomData<(T, X, Y, H)>,
}

impl<T: Scalar, X: Shape, Y: Shape, H: AnyHead, const E: bool> Layer for UnknownLayer<T, X, Y, H, E> {
    type Scalar = T;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = H;

    const STEM: &'static str = "layer";
    const ZERO: Self = Self { settings: PhantomData };
    const PARAMS: usize = 0;
    const MACS: usize = 0;

    fn describe(_: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
    #[inline(always)]
    fn infer<L: Level>(&self, _: L, _: &In<Self>, _: &mut Out<Self>) {}
    fn parameters(&self, _: &mut impl FnMut(ParameterInfo, &[T])) {}
    fn parameters_mut<const K: usize>(_: [&mut Self; K], _: &mut impl FnMut(ParameterInfo, [&mut [T]; K])) {}
}

#[cfg(feature = "train")]
mod train {
    use super::{AnyHead, In, Level, Out, Scalar, Shape, UnknownArray, UnknownLayer};
    use crate::layers::TrainLayer;
    use crate::losses::{Answers, AnyTarget, Truth};
    use crate::tape::Noise;

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

    impl<T: Scalar, X: Shape, Y: Shape, H: AnyHead, const E: bool> TrainLayer for UnknownLayer<T, X, Y, H, E> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, _: &[In<Self>], _: &mut [Out<Self>], _: &mut [()], _: Noise) {}

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            _: &mut [Out<Self>],
            _: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
        }
    }
}
