//! A kernel that moves over an image.

use super::{Padding, first, window, window_size, with_padding, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A kernel that moves over an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2d {
    /// How many channels come out.
    pub filters: usize,
    /// Height and width.
    pub kernel_size: (usize, usize),
    /// How far the kernel moves.
    pub strides: (usize, usize),
    /// What happens at the border.
    pub padding: Padding,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Conv2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let (kernel_height, kernel_width) = self.kernel_size;
        let (vertical, horizontal) = self.strides;
        if self.filters == 0 {
            return Err(Misfit::Zero(Argument::Filters));
        }
        if kernel_height == 0 || kernel_width == 0 {
            return Err(Misfit::Zero(Argument::KernelSize));
        }
        if vertical == 0 || horizontal == 0 {
            return Err(Misfit::Zero(Argument::Strides));
        }
        let Shape::Image(height, width, _) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        if matches!(self.padding, Padding::Valid) && (kernel_height > height || kernel_width > width) {
            return Err(Misfit::KernelTooLarge(kernel_height, kernel_width));
        }
        if self.softmax && self.filters == 1 {
            return Err(Misfit::SoftmaxOfOne);
        }
        Ok(Shape::Image(
            window(height, kernel_height, vertical, self.padding),
            window(width, kernel_width, horizontal, self.padding),
            self.filters,
        ))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let Some(window) = product(&[self.kernel_size.0, self.kernel_size.1, first(inputs).channels()]) else {
            return None;
        };
        // A bias is a further input that is always 1.
        product(&[window + self.use_bias as usize, self.filters])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.filters,
            _ => window_size(self.kernel_size, self.strides, index - 1),
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: (1, 1),
            strides: (1, 1),
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, _] = first(inputs).sizes();
        let (vertical, horizontal) = self.strides;
        Shape::Image(
            with_padding(height, vertical),
            with_padding(width, horizontal),
            self.filters,
        )
    }

    /// The number of values under the kernel.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels() * self.kernel_size.0 * self.kernel_size.1
    }

    without! { output_of_any_input }
}
