//! The product of two values along one axis of each.

use super::{axis_of, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// The product of two values along one axis of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    /// The axis of each value, in Keras's count: the batch is 0, and −1 is the last.
    pub axes: (isize, isize),
}

impl Dot {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let [a, b] = *inputs else {
            return Err(Misfit::OtherShape(0));
        };
        if a.rank() > 2 {
            return Err(Misfit::NeedsVectorOrSequence(0));
        }
        if b.rank() > 2 {
            return Err(Misfit::NeedsVectorOrSequence(1));
        }
        let Some(first) = axis_of(self.axes.0, a) else {
            return Err(Misfit::NoSuchAxis(self.axes.0));
        };
        let Some(second) = axis_of(self.axes.1, b) else {
            return Err(Misfit::NoSuchAxis(self.axes.1));
        };
        if a.size(first) != b.size(second) {
            return Err(Misfit::OtherSizes(a.size(first), b.size(second)));
        }
        Ok(match (a, b) {
            (Shape::Vector(_), Shape::Vector(_)) => Shape::Vector(1),
            (Shape::Vector(_), _) => Shape::Vector(b.size(1 - second)),
            (_, Shape::Vector(_)) => Shape::Vector(a.size(1 - first)),
            _ => Shape::Sequence(a.size(1 - first), b.size(1 - second)),
        })
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        match *inputs {
            [Shape::Sequence(..), Shape::Sequence(..)] => Shape::Sequence(1, 1),
            _ => Shape::Vector(1),
        }
    }

    without! { sizes, parameters, output_of_any_input, derived }
}
