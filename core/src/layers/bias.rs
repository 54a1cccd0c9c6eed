//! The bias of a layer, and the two parameters of a layer with kernel and bias.

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::ParameterInfo;
#[cfg(feature = "train")]
use super::SaveSums;
use crate::Scalar;
#[cfg(feature = "train")]
use crate::activations::Activation;
use crate::initializers::Initializers;
#[cfg(feature = "train")]
use crate::initializers::{Draw, Fans};
#[cfg(feature = "train")]
use crate::kernels::{self, Level};
#[cfg(feature = "train")]
use crate::shape::Array;

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

/// The items of [`Layer`](super::Layer) that show the fields `kernel` and `bias` of a layer: its numbers and initialisers, how many numbers
/// the bias has, and the shape of the kernel.
macro_rules! kernel_and_bias {
    ($scalar:ty, $initializers:ty, $width:expr, $bias:ty, $shape:expr) => {
        fn parameters(&self, visit: &mut impl FnMut($crate::layers::ParameterInfo, &[$scalar])) {
            let shape: &'static [usize] = const { $shape };
            let kernel = (self.kernel.as_slice(), shape);
            $crate::layers::bias::parameters::<$initializers, _, _, _>(kernel, &self.bias, visit);
        }

        fn parameters_mut<const MODELS: usize>(
            layers: [&mut Self; MODELS],
            visit: &mut impl FnMut($crate::layers::ParameterInfo, [&mut [$scalar]; MODELS]),
        ) {
            use $crate::layers::bias;

            let (mut kernels, mut biases) = (bias::none::<$scalar, MODELS>(), bias::none::<$scalar, MODELS>());
            // Not `map`: it is a function for each layer's type.
            for ((layer, kernel), values) in layers.into_iter().zip(&mut kernels).zip(&mut biases) {
                *kernel = layer.kernel.as_mut_slice();
                *values = layer.bias.values_mut().map_or(&mut [], |bias| bias);
            }
            let bias_shape = const { bias::shape::<$scalar, $bias, { $width }>() };
            bias::parameters_mut::<$initializers, _, _>((kernels, const { $shape }), (biases, bias_shape), visit);
        }
    };
}
pub(super) use kernel_and_bias;

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

/// The way back of a tile from the outputs to the sums of a layer that applies `A` to rows of `N` numbers: makes dL/dy that of the
/// sums, unless it `is_fused` and so is that already, and adds it to the gradient of the bias. `saved` is what the activation saved
/// of each sample.
#[cfg(feature = "train")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn sums_gradient<'a, A, L, T, Y, B, const N: usize>(
    level: L,
    saved: impl Iterator<Item = &'a A::Sums<Y>>,
    y: &'a [Y],
    dy: &mut [Y],
    gradient: &mut B,
    is_fused: bool,
) where
    A: Activation,
    L: Level,
    T: Scalar,
    Y: Array<T>,
    B: Bias<T, N>,
{
    if !is_fused {
        for ((y, saved), dy) in y.iter().zip(saved).zip(dy.iter_mut()) {
            A::differentiate_rows(level, saved.or(y).flat(), y.flat(), dy.flat_mut(), N);
        }
    }
    if let Some(bias) = gradient.values_mut() {
        kernels::add_rows(level, Y::flat_rows(dy).as_chunks().0, bias);
    }
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
