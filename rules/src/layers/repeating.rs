//! The same values several times.

use super::{first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

/// A vector as each step of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatVector {
    /// How many steps.
    pub n: usize,
}

impl RepeatVector {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.n == 0 {
            return Err(Misfit::Zero(Argument::Layer));
        }
        match first(inputs) {
            Shape::Vector(_) => Ok(self.guess(inputs)),
            _ => Err(Misfit::NeedsVector),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        if index == 0 { self.n } else { 1 }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { n: 1 }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        Shape::Sequence(self.n, first(inputs).channels())
    }

    without! { parameters, output_of_any_input, derived }
}

/// Steps repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpSampling1d {
    /// How often each step is repeated.
    pub size: usize,
}

impl UpSampling1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.size == 0 {
            return Err(Misfit::Zero(Argument::Layer));
        }
        match first(inputs) {
            Shape::Sequence(steps, channels) => match steps.checked_mul(self.size) {
                Some(steps) => Ok(Shape::Sequence(steps, channels)),
                None => Err(Misfit::TooLarge),
            },
            _ => Err(Misfit::NeedsSequence),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        if index == 0 { self.size } else { 1 }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { size: 1 }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, channels] = first(inputs).sizes();
        Shape::Sequence(steps.saturating_mul(self.size), channels)
    }

    without! { parameters, output_of_any_input, derived }
}

/// Rows and columns repeated, or values between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpSampling2d {
    /// How many rows and columns become of each.
    pub size: (usize, usize),
}

impl UpSampling2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.size.0 == 0 || self.size.1 == 0 {
            return Err(Misfit::Zero(Argument::Layer));
        }
        let Shape::Image(height, width, channels) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        match (height.checked_mul(self.size.0), width.checked_mul(self.size.1)) {
            (Some(height), Some(width)) => Ok(Shape::Image(height, width, channels)),
            _ => Err(Misfit::TooLarge),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.size.0,
            1 => self.size.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { size: (1, 1) }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, channels] = first(inputs).sizes();
        Shape::Image(
            height.saturating_mul(self.size.0),
            width.saturating_mul(self.size.1),
            channels,
        )
    }

    without! { parameters, output_of_any_input, derived }
}
