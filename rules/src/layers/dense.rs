//! A kernel and a bias over a vector.

use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// Keras applies a dense layer after an image to the last axis alone. Whoever writes that mostly forgot `Flatten`,
/// so only a vector fits.
pub(super) const fn output(input: Shape, units: usize, softmax: bool) -> Result<Shape, Misfit> {
    if units == 0 {
        return Err(Misfit::Zero(Argument::Units));
    }
    match input {
        Shape::Vector(_) if softmax && units == 1 => Err(Misfit::SoftmaxOfOne),
        Shape::Vector(_) => Ok(Shape::Vector(units)),
        _ => Err(Misfit::NeedsVector),
    }
}

pub(super) const fn parameters(input: Shape, units: usize, use_bias: bool) -> Option<usize> {
    // A bias is a further input that is always 1.
    match input.channels().checked_add(use_bias as usize) {
        Some(inputs) => product(&[inputs, units]),
        None => None,
    }
}
