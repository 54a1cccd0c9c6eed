//! Windows that keep the channels and shrink the image.

use super::{Padding, first, window, window_size, with_padding, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

/// The largest value of each window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxPooling2d {
    /// Height and width.
    pub pool_size: (usize, usize),
    /// How far the window moves.
    pub strides: (usize, usize),
    /// What happens at the border.
    pub padding: Padding,
}

impl MaxPooling2d {
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

/// The mean of each channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalAveragePooling2d {}

impl GlobalAveragePooling2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match first(inputs) {
            Shape::Image(_, _, channels) => Ok(Shape::Vector(channels)),
            _ => Err(Misfit::NeedsImage),
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        Shape::Vector(first(inputs).channels())
    }

    without! { sizes, parameters, output_of_any_input, derived }
}
