//! The same values in another shape.

use super::{first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

/// All values in one vector, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flatten {}

impl Flatten {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs).values() {
            Some(values) => Ok(Shape::Vector(values)),
            None => Err(Misfit::TooLarge),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        Shape::Vector(values(inputs))
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// The same values in another shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reshape {
    /// The shape that comes out.
    pub target_shape: Shape,
}

impl Reshape {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let shape = self.target_shape;
        if shape.has_zero() {
            return Err(Misfit::Zero(Argument::TargetShape));
        }
        match (first(inputs).values(), shape.values()) {
            (Some(before), Some(after)) if before == after => Ok(shape),
            _ => Err(Misfit::OtherNumberOfValues(shape)),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        self.target_shape.size(index)
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            target_shape: self.target_shape.ones(),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let values = values(inputs);
        match self.target_shape {
            Shape::Vector(_) => Shape::Vector(values),
            Shape::Sequence(..) => Shape::Sequence(1, values),
            Shape::Image(..) => Shape::Image(1, 1, values),
        }
    }

    without! { parameters, output_of_any_input, derived }
}

/// The axes in another order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permute {
    /// Which axis of the input each axis is, counted from 1; 0 where there is none.
    pub dims: [usize; 3],
}

impl Permute {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let input = first(inputs);
        let [a, b, c] = self.dims;
        let rank = (a > 0) as usize + (b > 0) as usize + (c > 0) as usize;
        if rank != input.rank() {
            return Err(Misfit::OtherNumberOfAxes(rank));
        }
        Ok(self.guess(inputs))
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let input = first(inputs);
        let [a, b, c] = self.dims;
        match input {
            Shape::Vector(_) => input,
            Shape::Sequence(..) => Shape::Sequence(size(input, a), size(input, b)),
            Shape::Image(..) => Shape::Image(size(input, a), size(input, b), size(input, c)),
        }
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// The size of an axis counted from 1.
const fn size(shape: Shape, axis: usize) -> usize {
    shape.size(axis.saturating_sub(1))
}

const fn values(inputs: &[Shape]) -> usize {
    match first(inputs).values() {
        Some(values) => values,
        None => 1,
    }
}
