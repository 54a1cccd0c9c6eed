//! The bias of a layer, and the two parameters of a layer with kernel and bias.

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::ParameterInfo;
use crate::Scalar;
use crate::initializers::Initializers;
#[cfg(feature = "train")]
use crate::initializers::{Draw, Fans};

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
pub(super) fn parameters<I: Initializers, T: Scalar, B: Bias<T, N>, const N: usize>(
    (kernel, shape): (&[T], &'static [usize]),
    bias: &B,
    visit: &mut impl FnMut(ParameterInfo, &[T]),
) {
    visit(
        ParameterInfo::trained("kernel", shape).with_rules(const { &I::KERNEL_RULES }),
        kernel,
    );
    if let Some(values) = bias.values() {
        let shape = const { &[N] };
        visit(
            ParameterInfo::trained("bias", shape).with_rules(const { &I::BIAS_RULES }),
            values,
        );
    }
}

/// What [`Layer::parameters_mut`](super::Layer::parameters_mut) shows of `K` kernels and biases.
pub(super) fn parameters_mut<I: Initializers, T: Scalar, const K: usize>(
    (kernels, shape): ([&mut [T]; K], &'static [usize]),
    (biases, bias_shape): ([&mut [T]; K], &'static [usize]),
    visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K]),
) {
    visit(
        ParameterInfo::trained("kernel", shape).with_rules(const { &I::KERNEL_RULES }),
        kernels,
    );
    if !bias_shape.is_empty() {
        visit(
            ParameterInfo::trained("bias", bias_shape).with_rules(const { &I::BIAS_RULES }),
            biases,
        );
    }
}

/// The shape of the bias `B`: none where there is no bias.
pub(super) const fn shape<T: Scalar, B: Bias<T, N>, const N: usize>() -> &'static [usize] {
    if B::LEN > 0 { const { &[N] } } else { &[] }
}

/// `K` times no numbers.
pub(super) fn none<'a, T, const K: usize>() -> [&'a mut [T]; K] {
    core::array::from_fn(|_| <&mut [T]>::default())
}

/// Draws a kernel and a bias.
#[cfg(feature = "train")]
pub(super) fn initialize<I, T, B, const N: usize, R>(kernel: &mut [T], fans: Fans, bias: &mut B, rng: &mut R)
where
    I: Initializers<Kernel: Draw, Bias: Draw>,
    T: Scalar,
    B: Bias<T, N>,
    R: rand::Rng + ?Sized,
{
    I::Kernel::fill(kernel, fans, rng);
    if let Some(bias) = bias.values_mut() {
        I::Bias::fill(bias, Fans::of_vector(N), rng);
    }
}
