//! A kernel that moves over an image.

use super::{Padding, first, span, window, window_size, with_padding, without};
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
    /// How far apart the rows and the columns are that are multiplied.
    pub dilation_rate: (usize, usize),
    /// Into how many groups the channels are split: a filter sees those of one.
    pub groups: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Conv2d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let zero = match self {
            Self { filters: 0, .. } => Some(Argument::Filters),
            Self {
                kernel_size: (0, _) | (_, 0),
                ..
            } => Some(Argument::KernelSize),
            Self {
                strides: (0, _) | (_, 0),
                ..
            } => Some(Argument::Strides),
            Self {
                dilation_rate: (0, _) | (_, 0),
                ..
            } => Some(Argument::DilationRate),
            Self { groups: 0, .. } => Some(Argument::Groups),
            _ => None,
        };
        if let Some(argument) = zero {
            return Err(Misfit::Zero(argument));
        }
        let (vertical, horizontal) = self.strides;
        if (vertical > 1 || horizontal > 1) && (self.dilation_rate.0 > 1 || self.dilation_rate.1 > 1) {
            return Err(Misfit::StridesAndDilation);
        }
        let Shape::Image(height, width, channels) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        let (Some(rows), Some(columns)) = (
            span(self.kernel_size.0, self.dilation_rate.0),
            span(self.kernel_size.1, self.dilation_rate.1),
        ) else {
            return Err(Misfit::TooLarge);
        };
        if matches!(self.padding, Padding::Valid) && (rows > height || columns > width) {
            return Err(Misfit::KernelTooLarge(rows, columns));
        }
        if !channels.is_multiple_of(self.groups) {
            return Err(Misfit::GroupsOfChannels(self.groups));
        }
        if !self.filters.is_multiple_of(self.groups) {
            return Err(Misfit::GroupsOfFilters(self.groups, self.filters));
        }
        if self.softmax && self.filters == 1 {
            return Err(Misfit::SoftmaxOfOne);
        }
        Ok(Shape::Image(
            window(height, rows, vertical, self.padding),
            window(width, columns, horizontal, self.padding),
            self.filters,
        ))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let Some(window) = product(&[self.kernel_size.0, self.kernel_size.1, self.channels(inputs)]) else {
            return None;
        };
        // A bias is a further input that is always 1.
        product(&[window + self.use_bias as usize, self.filters])
    }

    /// The channels that a filter sees.
    const fn channels(self, inputs: &[Shape]) -> usize {
        match first(inputs).channels().checked_div(self.groups) {
            Some(channels) => channels,
            None => 1,
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.filters,
            5 => self.dilation_rate.0,
            6 => self.dilation_rate.1,
            7 => self.groups,
            _ => window_size(self.kernel_size, self.strides, index - 1),
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: (1, 1),
            strides: (1, 1),
            dilation_rate: (1, 1),
            groups: 1,
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

    /// The number of values that a filter sees at a time.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        self.channels(inputs) * self.kernel_size.0 * self.kernel_size.1
    }

    without! { output_of_any_input }
}
