//! The bias of a layer, and the two parameters of a layer with kernel and bias.

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::ParameterInfo;
use crate::Scalar;

/// The bias of a layer with `use_bias = false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Zeroable)]
#[repr(C)]
pub struct NoBias;

/// A layer's bias: `SVector<T, N>`, or [`NoBias`].
pub trait Bias<T, const N: usize>: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// All zeros.
    const ZERO: Self;
    /// How many numbers there are: `N` or none.
    const LEN: usize;
    /// The numbers, where there are any.
    fn values(&self) -> Option<&[T; N]>;
    /// The numbers, where there are any.
    fn values_mut(&mut self) -> Option<&mut [T; N]>;
}

impl<T: Scalar, const N: usize> Bias<T, N> for SVector<T, N> {
    const ZERO: Self = Self::from_array_storage(ArrayStorage([[T::ZERO; N]]));
    const LEN: usize = N;
    #[inline]
    fn values(&self) -> Option<&[T; N]> {
        let [column] = &self.data.0;
        Some(column)
    }
    #[inline]
    fn values_mut(&mut self) -> Option<&mut [T; N]> {
        let [column] = &mut self.data.0;
        Some(column)
    }
}

impl<T: Scalar, const N: usize> Bias<T, N> for NoBias {
    const ZERO: Self = Self;
    const LEN: usize = 0;
    #[inline]
    fn values(&self) -> Option<&[T; N]> {
        None
    }
    #[inline]
    fn values_mut(&mut self) -> Option<&mut [T; N]> {
        None
    }
}

/// What [`Layer::parameters`](super::Layer::parameters) shows of a kernel and a bias.
pub(super) fn parameters<T: Scalar, B: Bias<T, N>, const N: usize>(
    (kernel, shape): (&[T], &'static [usize]),
    bias: &B,
    visit: &mut impl FnMut(ParameterInfo, &[T]),
) {
    visit(ParameterInfo::trained("kernel", shape), kernel);
    if let Some(values) = bias.values() {
        let shape = const { &[N] };
        visit(ParameterInfo::trained("bias", shape), values);
    }
}

/// What [`Layer::parameters_mut`](super::Layer::parameters_mut) shows of `K` kernels and biases.
pub(super) fn parameters_mut<T: Scalar, B: Bias<T, N>, const N: usize, const K: usize>(
    mut layers: [(&mut [T], &mut B); K],
    shape: &'static [usize],
    visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K]),
) {
    let kernels = layers.each_mut().map(|(kernel, _)| &mut **kernel);
    visit(ParameterInfo::trained("kernel", shape), kernels);
    if B::LEN > 0 {
        let biases = layers.map(|(_, bias)| match bias.values_mut() {
            Some(values) => values.as_mut_slice(),
            None => &mut [],
        });
        let shape = const { &[N] };
        visit(ParameterInfo::trained("bias", shape), biases);
    }
}
