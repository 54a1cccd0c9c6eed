//! A layer at each step of a sequence.

use super::{Layer, first};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// A layer at each step of a sequence, or of the rows of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeDistributed {
    /// The layer.
    pub layer: &'static Layer,
    /// Whether all sizes of the layer are 1, in the place of one whose sizes are impossible.
    pub is_smallest: bool,
}

impl TimeDistributed {
    const fn inner(self) -> Layer {
        if self.is_smallest {
            self.layer.smallest()
        } else {
            *self.layer
        }
    }

    /// What the layer takes at a step; of a vector, which has no steps, as if all of it were one.
    const fn step(inputs: &[Shape]) -> Shape {
        match first(inputs) {
            Shape::Image(_, width, channels) => Shape::Sequence(width, channels),
            shape => Shape::Vector(shape.channels()),
        }
    }

    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let steps = match first(inputs) {
            Shape::Vector(_) => return Err(Misfit::NeedsSequence),
            Shape::Sequence(steps, _) | Shape::Image(steps, _, _) => steps,
        };
        match self.inner().output(Self::step(inputs)) {
            Ok(Shape::Vector(features)) => Ok(Shape::Sequence(steps, features)),
            Ok(Shape::Sequence(inner, channels)) => Ok(Shape::Image(steps, inner, channels)),
            Ok(Shape::Image(..)) => Err(Misfit::StepsOfImages),
            Err(Misfit::Zero(argument)) => Err(Misfit::Zero(argument)),
            Err(misfit) => Err(Self::of_step(misfit)),
        }
    }

    /// Why the layer does not fit a step, in words that are true of all steps.
    const fn of_step(misfit: Misfit) -> Misfit {
        match misfit {
            Misfit::NeedsVector => Misfit::NeedsVectorAtEachStep,
            Misfit::NeedsSequence => Misfit::NeedsSequenceAtEachStep,
            Misfit::NeedsImage => Misfit::StepsOfImages,
            misfit => misfit,
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        self.inner().parameters(Self::step(inputs))
    }

    pub(super) const fn size(self, index: usize) -> usize {
        self.inner().size(index)
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            is_smallest: true,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let steps = match first(inputs) {
            Shape::Vector(_) => 1,
            Shape::Sequence(steps, _) | Shape::Image(steps, _, _) => steps,
        };
        match self.inner().guess(&[Self::step(inputs)]) {
            Shape::Vector(features) => Shape::Sequence(steps, features),
            Shape::Sequence(inner, channels) => Shape::Image(steps, inner, channels),
            image @ Shape::Image(..) => image,
        }
    }

    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        self.inner().derived(&[Self::step(inputs)])
    }

    pub(super) const fn output_of_any_input(self) -> Option<Shape> {
        None
    }
}
