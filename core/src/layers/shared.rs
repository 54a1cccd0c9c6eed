//! What all layers of one activation share that are computed by kernels for any size: compiled once for each, whatever the sizes.

use crate::Scalar;
use crate::activations::Activation;
#[cfg(feature = "train")]
use crate::kernels::Gradients;
use crate::kernels::{Affine, AnyLevel, Convolution, Level, Samples, Task};

/// An activation on rows of `width` values.
struct Apply<'a, A, T> {
    values: &'a mut [T],
    width: usize,
    activation: core::marker::PhantomData<A>,
}

impl<A: Activation, T: Scalar> Task for Apply<'_, A, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, level: L) {
        A::apply_rows(level, self.values, self.width);
    }
}

/// The activation of rows of sums.
#[inline(never)]
pub(super) fn apply<A: Activation, T: Scalar>(level: AnyLevel, values: &mut [T], width: usize) {
    level.run(Apply::<A, T> {
        values,
        width,
        activation: core::marker::PhantomData,
    });
}

/// A densely connected layer on some samples.
#[inline(never)]
pub(super) fn dense<A: Activation, T: Scalar>(level: AnyLevel, layer: Affine<'_, T>, x: Samples<'_, T>, y: &mut [T]) {
    T::affine(level, layer, x, y);
    apply::<A, T>(level, y, layer.outputs);
}

/// A convolution of some samples.
#[inline(never)]
pub(super) fn convolution<A: Activation, T: Scalar>(
    level: AnyLevel,
    layer: Convolution<'_, T>,
    x: Samples<'_, T>,
    y: &mut [T],
) {
    T::convolve(level, layer, x, y);
    apply::<A, T>(level, y, layer.filters);
}

/// The derivative of an activation on rows of `width` values.
#[cfg(feature = "train")]
struct Differentiate<'a, A, T> {
    x: &'a [T],
    y: &'a [T],
    gradient: &'a mut [T],
    width: usize,
    activation: core::marker::PhantomData<A>,
}

#[cfg(feature = "train")]
impl<A: Activation, T: Scalar> Task for Differentiate<'_, A, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, level: L) {
        A::differentiate_rows(level, self.x, self.y, self.gradient, self.width);
    }
}

/// Turns dL/dy of rows into that of the sums.
#[cfg(feature = "train")]
#[inline(never)]
fn differentiate<A: Activation, T: Scalar>(level: AnyLevel, x: &[T], y: &[T], gradient: &mut [T], width: usize) {
    level.run(Differentiate::<A, T> {
        x,
        y,
        gradient,
        width,
        activation: core::marker::PhantomData,
    });
}

/// What a backward pass knows of a tile: the inputs, the sums or what they became, the outputs, and whether the gradient is
/// already that of the sums.
#[cfg(feature = "train")]
#[derive(Clone, Copy)]
pub(super) struct Seen<'a, T> {
    pub(super) x: &'a [T],
    pub(super) sums: &'a [T],
    pub(super) y: &'a [T],
    pub(super) is_fused: bool,
}

/// The backward pass of a densely connected layer.
#[cfg(feature = "train")]
#[inline(never)]
pub(super) fn dense_gradients<A: Activation, T: Scalar>(
    layer: Affine<'_, T>,
    seen: Seen<'_, T>,
    dy: &mut [T],
    gradients: Gradients<'_, T>,
) {
    let level = AnyLevel::detected();
    if !seen.is_fused {
        differentiate::<A, T>(level, seen.sums, seen.y, dy, layer.outputs);
    }
    T::affine_gradients(level, layer, seen.x, dy, gradients);
}

/// The backward pass of a convolution.
#[cfg(feature = "train")]
#[inline(never)]
pub(super) fn convolution_gradients<A: Activation, T: Scalar>(
    layer: Convolution<'_, T>,
    seen: Seen<'_, T>,
    dy: &mut [T],
    gradients: Gradients<'_, T>,
) {
    let level = AnyLevel::detected();
    if !seen.is_fused {
        differentiate::<A, T>(level, seen.sums, seen.y, dy, layer.filters);
    }
    T::convolution_gradients(level, layer, seen.x, dy, gradients);
}
