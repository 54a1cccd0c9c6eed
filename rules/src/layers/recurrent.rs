//! Layers that go over the steps of a sequence and carry a state along.

use super::first;
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A layer that goes over the steps of a sequence and carries a state along: `SimpleRnn`, `Lstm`, `Gru`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurrent {
    /// How many numbers the state has.
    pub units: usize,
    /// How many sums a unit has.
    pub gates: usize,
    /// How many biases a sum has: none, one, or one for each of its two products.
    pub biases: usize,
    /// Whether the state after each step comes out, or the last one alone.
    pub return_sequences: bool,
    /// Whether the activation of what comes out is a softmax.
    pub softmax: bool,
    /// In how many directions it goes: in both for `Bidirectional`.
    pub directions: usize,
    /// Whether what comes out of both directions is concatenated.
    pub concatenates: bool,
}

impl Recurrent {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.units == 0 {
            return Err(Misfit::Zero(Argument::Units));
        }
        match first(inputs) {
            Shape::Sequence(..) if self.softmax && self.units == 1 => Err(Misfit::SoftmaxOfOne),
            Shape::Sequence(..) => Ok(self.guess(inputs)),
            _ => Err(Misfit::NeedsSequence),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let rows = match first(inputs).channels().checked_add(self.units) {
            Some(rows) => rows.checked_add(self.biases),
            None => None,
        };
        match rows {
            Some(rows) => product(&[rows, self.gates, self.units, self.directions]),
            None => None,
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        if index == 0 { self.units } else { 1 }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { units: 1, ..self }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, _] = first(inputs).sizes();
        if self.return_sequences {
            Shape::Sequence(steps, self.width())
        } else {
            Shape::Vector(self.width())
        }
    }

    pub(super) const fn output_of_any_input(self) -> Option<Shape> {
        if self.return_sequences {
            None
        } else {
            Some(Shape::Vector(self.width()))
        }
    }

    /// How many numbers come out of a step.
    const fn width(self) -> usize {
        if self.concatenates {
            self.units.saturating_mul(self.directions)
        } else {
            self.units
        }
    }

    /// The sums of all units.
    pub(super) const fn derived(self, _: &[Shape]) -> usize {
        match product(&[self.gates, self.units]) {
            Some(sums) => sums,
            None => 1,
        }
    }
}
