//! What stands in for the parts of a model that a mistake leaves open. They fit everything: the mistake is an error
//! already, and shall be the only one.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{In, Layer, Out, ParameterInfo};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::Shape;

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
    const IS_UNKNOWN: bool = true;

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
    use super::{AnyHead, In, Level, Out, Scalar, Shape, UnknownLayer};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

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
