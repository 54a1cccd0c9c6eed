//! Zeros put around, and borders taken away.

use super::{first, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// Zeros before and after a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZeroPadding1d {
    /// How many steps before and after.
    pub steps: (usize, usize),
}

impl ZeroPadding1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let Shape::Sequence(steps, channels) = first(inputs) else {
            return Err(Misfit::NeedsSequence);
        };
        match padded(steps, self.steps, 0) {
            Ok(steps) => Ok(Shape::Sequence(steps, channels)),
            Err(misfit) => Err(misfit),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.steps.0,
            1 => self.steps.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { steps: (0, 0) }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, channels] = first(inputs).sizes();
        Shape::Sequence(steps, channels)
    }

    without! { parameters, output_of_any_input, derived }
}

/// Zeros around an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZeroPadding2d {
    /// How many rows above and below.
    pub height: (usize, usize),
    /// How many columns left and right.
    pub width: (usize, usize),
}

impl ZeroPadding2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let Shape::Image(height, width, channels) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        match (padded(height, self.height, 0), padded(width, self.width, 1)) {
            (Ok(height), Ok(width)) => Ok(Shape::Image(height, width, channels)),
            (Err(misfit), _) | (_, Err(misfit)) => Err(misfit),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.height.0,
            1 => self.height.1,
            2 => self.width.0,
            3 => self.width.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            height: (0, 0),
            width: (0, 0),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, channels] = first(inputs).sizes();
        Shape::Image(height, width, channels)
    }

    without! { parameters, output_of_any_input, derived }
}

/// Steps taken away from both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cropping1d {
    /// How many steps before and after.
    pub steps: (usize, usize),
}

impl Cropping1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let Shape::Sequence(steps, channels) = first(inputs) else {
            return Err(Misfit::NeedsSequence);
        };
        match cropped(steps, self.steps, 0) {
            Ok(steps) => Ok(Shape::Sequence(steps, channels)),
            Err(misfit) => Err(misfit),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.steps.0,
            1 => self.steps.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { steps: (0, 0) }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, channels] = first(inputs).sizes();
        Shape::Sequence(steps, channels)
    }

    without! { parameters, output_of_any_input, derived }
}

/// Rows and columns taken away from all sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cropping2d {
    /// How many rows above and below.
    pub height: (usize, usize),
    /// How many columns left and right.
    pub width: (usize, usize),
}

impl Cropping2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let Shape::Image(height, width, channels) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        match (cropped(height, self.height, 0), cropped(width, self.width, 1)) {
            (Ok(height), Ok(width)) => Ok(Shape::Image(height, width, channels)),
            (Err(misfit), _) | (_, Err(misfit)) => Err(misfit),
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.height.0,
            1 => self.height.1,
            2 => self.width.0,
            3 => self.width.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            height: (0, 0),
            width: (0, 0),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, channels] = first(inputs).sizes();
        Shape::Image(height, width, channels)
    }

    without! { parameters, output_of_any_input, derived }
}

const fn padded(size: usize, (before, after): (usize, usize), _: usize) -> Result<usize, Misfit> {
    match size.saturating_add(before).checked_add(after) {
        Some(size) => Ok(size),
        None => Err(Misfit::TooLarge),
    }
}

const fn cropped(size: usize, (before, after): (usize, usize), axis: usize) -> Result<usize, Misfit> {
    let cut = before.saturating_add(after);
    match size.checked_sub(cut) {
        None | Some(0) => Err(Misfit::NothingLeft(axis, cut)),
        Some(size) => Ok(size),
    }
}
