//! Both passes of one layer over one tile of samples.

use layerproof::__private::Zeroable;
use layerproof::Scalar;
use layerproof::layers::{In, Layer, Out, TrainLayer};
use layerproof::shape::{Array, ArrayOf, Shape};
use layerproof::training::{Below, Pass, Record};

/// The most samples that [`run`] takes.
pub const TILE: usize = 8;

/// What the two passes give.
#[derive(Debug)]
pub struct Passes<L: Layer> {
    /// The outputs.
    pub y: Vec<Out<L>>,
    /// The gradients of the inputs.
    pub dx: Vec<In<L>>,
    /// The gradients of the parameters.
    pub gradient: L,
}

/// Sends `x` forward through a layer, and `dy` back. `fused`: `dy` is the gradient of the sums.
pub fn run<L: TrainLayer>(layer: &L, x: &[In<L>], dy: &[Out<L>], fused: bool) -> Passes<L> {
    let mut record = Box::new(Record::<L, TILE>::zeroed());
    let mut pass = Pass::new(1, fused);
    layer.forward(x, &mut record, &mut pass);
    let y = record.outputs().to_vec();
    if let Some(gradients) = record.below().gradients {
        gradients.copy_from_slice(dy);
    }
    let mut dx = vec![<In<L>>::ZERO; x.len()];
    let mut gradient = L::ZERO;
    let below = Below {
        values: x,
        gradients: Some(&mut dx),
    };
    layer.backward(below, &mut record, &mut gradient, &mut pass);
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
