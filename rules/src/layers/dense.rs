//! A kernel and a bias over a vector.

use super::{first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A kernel and a bias over a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dense {
    /// How many outputs.
    pub units: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Dense {
    /// Keras applies a dense layer after an image to the last axis alone. Whoever writes that mostly forgot `Flatten`,
    /// so only a vector fits.
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.units == 0 {
            return Err(Misfit::Zero(Argument::Units));
        }
        match first(inputs) {
            Shape::Vector(_) if self.softmax && self.units == 1 => Err(Misfit::SoftmaxOfOne),
            Shape::Vector(_) => Ok(Shape::Vector(self.units)),
            _ => Err(Misfit::NeedsVector),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        // A bias is a further input that is always 1.
        match first(inputs).channels().checked_add(self.use_bias as usize) {
            Some(inputs) => product(&[inputs, self.units]),
            None => None,
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        if index == 0 { self.units } else { 1 }
    }

    pub(super) const fn smallest(mut self) -> Self {
        self.units = 1;
        self
    }

    pub(super) const fn guess(self, _: &[Shape]) -> Shape {
        Shape::Vector(self.units)
    }

    pub(super) const fn output_of_any_input(self) -> Option<Shape> {
        Some(Shape::Vector(self.units))
    }

    without! { derived }
}
