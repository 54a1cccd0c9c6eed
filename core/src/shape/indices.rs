//! Whole numbers as samples: what an embedding looks up.

use core::fmt::Debug;

use bytemuck::{Pod, TransparentWrapper, Zeroable};
use nalgebra::SVector;

use super::{AnySample, Array, Fits, Known, Shape, Value};
use crate::Scalar;

/// `N` whole numbers, each of them the place of a row in a table: the shape of `Input<N, dtype = u32>`, and the value that has it.
///
/// A sample is a `[u32; N]`. Between the layers of a model everything is numbers of one type, so the 32 bits of each whole number
/// are those of an `f32` there, which nothing computes with.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Words = sequential!(Input<3, dtype = u32>, Embedding<10, 2>, Flatten, Dense<1>);
/// assert_eq!(Words::zeros().predict(&[7, 0, 9])[0], 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable, TransparentWrapper)]
#[repr(transparent)]
pub struct Indices<const N: usize, T = f32>([T; N]);

impl<const N: usize> Indices<N> {
    /// These whole numbers.
    pub fn new(indices: [u32; N]) -> Self {
        Self(indices.map(f32::from_bits))
    }
}

impl<const N: usize, T: Scalar> Indices<N, T> {
    /// The place of the row at this step.
    #[inline(always)]
    pub(crate) fn steps(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|&bits| bits.to_index())
    }
}

impl<const N: usize> Shape for Indices<N> {
    type Array<T: Scalar> = Indices<N, T>;
    type Value<T: Scalar> = Indices<N, T>;
    const DIMS: &'static [usize] = &[N];
    const LEN: usize = N;
    const LAST: usize = N;
    const IS_INDICES: bool = true;
}

impl<T: Scalar, const N: usize> Array<T> for Indices<N, T> {
    const ZERO: Self = Self([T::ZERO; N]);
    fn flat(&self) -> &[T] {
        &self.0
    }
    fn flat_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
    #[inline(always)]
    fn of(flat: &[T]) -> &Self {
        Self::wrap_ref(Array::of(flat))
    }
    #[inline(always)]
    fn of_mut(flat: &mut [T]) -> Option<&mut Self> {
        Array::of_mut(flat).map(Self::wrap_mut)
    }
    #[inline(always)]
    fn rows(flat: &[T]) -> &[Self] {
        Self::wrap_slice(flat.as_chunks().0)
    }
    #[inline(always)]
    fn rows_mut(flat: &mut [T]) -> &mut [Self] {
        Self::wrap_slice_mut(flat.as_chunks_mut().0)
    }
    #[inline(always)]
    fn flat_rows(rows: &[Self]) -> &[T] {
        Self::peel_slice(rows).as_flattened()
    }
    #[inline(always)]
    fn flat_rows_mut(rows: &mut [Self]) -> &mut [T] {
        Self::peel_slice_mut(rows).as_flattened_mut()
    }
}

impl<T: Scalar, const N: usize> Value for Indices<N, T> {
    type Scalar = T;
    type Shape = Indices<N>;
    fn from_array(array: Self) -> Self {
        array
    }
    fn as_array(&self) -> &Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A: Known, T: Sync, const N: usize> AnySample<A> for Indices<N, T> {
    type Array = Self;
    #[inline]
    fn numbers(&self) -> &Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Fits<Self> for Indices<N, T> {
    #[inline]
    fn fitting(&self) -> &Self {
        self
    }
}

/// The numbers of an `f32` and of a `u32` have as many bits.
#[diagnostic::do_not_recommend]
impl<const N: usize> Fits<Indices<N>> for [u32; N] {
    #[inline]
    fn fitting(&self) -> &Indices<N> {
        Indices::wrap_ref(bytemuck::cast_ref(self))
    }
}

impl<const N: usize, T: Sync> Known for Indices<N, T> {}

impl<const N: usize> From<[u32; N]> for Indices<N> {
    fn from(indices: [u32; N]) -> Self {
        Self::new(indices)
    }
}

impl<const N: usize> From<SVector<u32, N>> for Indices<N> {
    fn from(indices: SVector<u32, N>) -> Self {
        let [column] = indices.data.0;
        Self::new(column)
    }
}
