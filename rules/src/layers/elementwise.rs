//! Functions that keep the shape.

use super::{first, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// A function of each value; softmax alone is one of the last axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Whether it is a softmax.
    pub softmax: bool,
}

impl Activation {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let input = first(inputs);
        if self.softmax && input.channels() == 1 {
            return Err(Misfit::SoftmaxOfOne);
        }
        Ok(input)
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// What keeps the shape, whatever it is: `Identity`, `Rescaling`, and layers that only add noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameShape {}

impl SameShape {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        Ok(first(inputs))
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// What keeps the shape of a sequence: `SpatialDropout1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameSequence {}

impl SameSequence {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs) {
            shape @ Shape::Sequence(..) => Ok(shape),
            _ => Err(Misfit::NeedsSequence),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// What keeps the shape of an image: `SpatialDropout2d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SameImage {}

impl SameImage {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs) {
            shape @ Shape::Image(..) => Ok(shape),
            _ => Err(Misfit::NeedsImage),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    without! { sizes, parameters, output_of_any_input, derived }
}
