//! Both passes of one layer over one tile of samples.

use layerproof::__private::Zeroable;
use layerproof::Scalar;
use layerproof::layers::{Entry, In, Layer, Out, TrainLayer};
use layerproof::shape::{Array, ArrayOf, Shape};
use layerproof::tape::Pass;

/// The most samples that [`run`] takes.
pub const TILE: usize = 8;

/// What the two passes give.
#[derive(Debug)]
pub struct Passes<L: Layer<Input: Shape>> {
    /// The outputs.
    pub y: Vec<Out<L>>,
    /// The gradients of the inputs.
    pub dx: Vec<In<L>>,
    /// The gradients of the parameters.
    pub gradient: L,
}

/// Sends `x` forward through a layer, and `dy` back. `fused`: `dy` is the gradient of the sums.
pub fn run<L: TrainLayer<Input: Shape>>(layer: &L, x: &[In<L>], dy: &[Out<L>], fused: bool) -> Passes<L> {
    let mut entry = Box::new(Entry::<L, TILE>::zeroed());
    let pass = Pass::new(x.len(), 1, 0, &[]);
    let flat = Array::flat_rows(x);
    layer.forward(&[flat], &mut entry, &pass, 0);
    let parts = entry.parts(x.len());
    let y = parts.y.to_vec();
    parts.dy.copy_from_slice(dy);
    let mut dx = vec![<In<L>>::ZERO; x.len()];
    let mut gradient = L::ZERO;
    let into = [Some(Array::flat_rows_mut(&mut dx))];
    layer.backward(&[flat], &mut entry, into, &mut gradient, &pass, 0, fused);
    Passes { y, dx, gradient }
}

/// Samples from their numbers, one after another.
pub fn samples<S: Shape, T: Scalar>(values: &[T]) -> Vec<ArrayOf<S, T>> {
    let sample = |values: &[T]| {
        let mut array = <ArrayOf<S, T>>::ZERO;
        array.flat_mut().copy_from_slice(values);
        array
    };
    values.chunks_exact(S::LEN).map(sample).collect()
}

/// The numbers of samples, one after another.
pub fn numbers<T: Scalar, A: Array<T>>(samples: &[A]) -> Vec<T> {
    samples.iter().flat_map(|sample| sample.flat().to_vec()).collect()
}

/// All numbers of a layer's parameters, one after another.
pub fn parameters<L: Layer>(layer: &L) -> Vec<L::Scalar> {
    let mut all = Vec::new();
    layer.parameters(&mut |_, values| all.extend_from_slice(values));
    all
}

/// Puts numbers into a layer's parameters, one after another.
///
/// # Panics
/// Where there are too few.
pub fn set_parameters<L: Layer>(layer: &mut L, mut numbers: &[L::Scalar]) {
    L::parameters_mut([layer], &mut |_, [values]| {
        let (here, rest) = numbers.split_at(values.len());
        values.copy_from_slice(here);
        numbers = rest;
    });
}
