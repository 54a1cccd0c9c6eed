//! A table that turns whole numbers into vectors.

use super::{first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// So many rows, of which each step takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// How many rows there are.
    pub vocabulary: usize,
    /// How many numbers each has.
    pub width: usize,
}

impl Embedding {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.vocabulary == 0 || self.width == 0 {
            return Err(Misfit::Zero(Argument::Layer));
        }
        match first(inputs) {
            Shape::Vector(steps) => Ok(Shape::Sequence(steps, self.width)),
            Shape::Sequence(..) | Shape::Image(..) => Err(Misfit::NeedsVector),
        }
    }

    pub(super) const fn parameters(self, _: &[Shape]) -> Option<usize> {
        product(&[self.vocabulary, self.width])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.vocabulary,
            1 => self.width,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            vocabulary: 1,
            width: 1,
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, _, steps] = first(inputs).sizes();
        Shape::Sequence(steps, self.width)
    }

    without! { output_of_any_input, derived }
}
