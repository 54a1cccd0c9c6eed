//! Windows that keep the channels and shrink the rest.

use super::{Padding, first, window, window_size, with_padding, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

/// One value of each window on an image: `MaxPooling2d`, `AveragePooling2d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooling2d {
    /// Height and width.
    pub pool_size: (usize, usize),
    /// How far the window moves.
    pub strides: (usize, usize),
    /// What happens at the border.
    pub padding: Padding,
}

impl Pooling2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let (pool_height, pool_width) = self.pool_size;
        let (vertical, horizontal) = self.strides;
        if pool_height == 0 || pool_width == 0 {
            return Err(Misfit::Zero(Argument::PoolSize));
        }
        if vertical == 0 || horizontal == 0 {
            return Err(Misfit::Zero(Argument::Strides));
        }
        let Shape::Image(height, width, channels) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        if matches!(self.padding, Padding::Valid) && (pool_height > height || pool_width > width) {
            return Err(Misfit::WindowTooLarge(pool_height, pool_width));
        }
        Ok(Shape::Image(
            window(height, pool_height, vertical, self.padding),
            window(width, pool_width, horizontal, self.padding),
            channels,
        ))
    }

    pub(super) const fn size(self, index: usize) -> usize {
        window_size(self.pool_size, self.strides, index)
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            pool_size: (1, 1),
            strides: (1, 1),
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, channels] = first(inputs).sizes();
        let (vertical, horizontal) = self.strides;
        Shape::Image(
            with_padding(height, vertical),
            with_padding(width, horizontal),
            channels,
        )
    }

    without! { parameters, output_of_any_input, derived }
}

/// One value of each window on a sequence: `MaxPooling1d`, `AveragePooling1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooling1d {
    /// So many steps.
    pub pool_size: usize,
    /// How far the window moves.
    pub strides: usize,
    /// What happens at the ends.
    pub padding: Padding,
}

impl Pooling1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.pool_size == 0 {
            return Err(Misfit::Zero(Argument::PoolSize));
        }
        if self.strides == 0 {
            return Err(Misfit::Zero(Argument::Strides));
        }
        let Shape::Sequence(steps, channels) = first(inputs) else {
            return Err(Misfit::NeedsSequence);
        };
        if matches!(self.padding, Padding::Valid) && self.pool_size > steps {
            return Err(Misfit::WindowTooLong(self.pool_size));
        }
        Ok(Shape::Sequence(
            window(steps, self.pool_size, self.strides, self.padding),
            channels,
        ))
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.pool_size,
            1 => self.strides,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            pool_size: 1,
            strides: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, channels] = first(inputs).sizes();
        Shape::Sequence(with_padding(steps, self.strides), channels)
    }

    without! { parameters, output_of_any_input, derived }
}

/// One value of each channel of an image: `GlobalMaxPooling2d`, `GlobalAveragePooling2d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalPooling2d {
    /// Whether what comes out is an image of one pixel.
    pub keepdims: bool,
}

impl GlobalPooling2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs) {
            Shape::Image(..) => Ok(self.guess(inputs)),
            _ => Err(Misfit::NeedsImage),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let channels = first(inputs).channels();
        if self.keepdims {
            Shape::Image(1, 1, channels)
        } else {
            Shape::Vector(channels)
        }
    }

    without! { sizes, parameters, output_of_any_input, derived }
}

/// One value of each channel of a sequence: `GlobalMaxPooling1d`, `GlobalAveragePooling1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalPooling1d {
    /// Whether what comes out is a sequence of one step.
    pub keepdims: bool,
}

impl GlobalPooling1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs) {
            Shape::Sequence(..) => Ok(self.guess(inputs)),
            _ => Err(Misfit::NeedsSequence),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let channels = first(inputs).channels();
        if self.keepdims {
            Shape::Sequence(1, channels)
        } else {
            Shape::Vector(channels)
        }
    }

    without! { sizes, parameters, output_of_any_input, derived }
}
