//! A kernel that moves over the steps of a sequence.

use super::{Padding, first, span, window, with_padding, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A kernel that moves over the steps of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv1d {
    /// How many channels come out.
    pub filters: usize,
    /// How many steps are multiplied.
    pub kernel_size: usize,
    /// How far the kernel moves.
    pub strides: usize,
    /// What happens at both ends.
    pub padding: Padding,
    /// How far apart the steps are that are multiplied.
    pub dilation_rate: usize,
    /// Into how many groups the channels are split: a filter sees those of one.
    pub groups: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Conv1d {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let zero = match self {
            Self { filters: 0, .. } => Some(Argument::Filters),
            Self { kernel_size: 0, .. } => Some(Argument::KernelSize),
            Self { strides: 0, .. } => Some(Argument::Strides),
            Self { dilation_rate: 0, .. } => Some(Argument::DilationRate),
            Self { groups: 0, .. } => Some(Argument::Groups),
            _ => None,
        };
        if let Some(argument) = zero {
            return Err(Misfit::Zero(argument));
        }
        if self.strides > 1 && self.dilation_rate > 1 {
            return Err(Misfit::StridesAndDilation);
        }
        let Shape::Sequence(steps, channels) = first(inputs) else {
            return Err(Misfit::NeedsSequence);
        };
        let Some(span) = span(self.kernel_size, self.dilation_rate) else {
            return Err(Misfit::TooLarge);
        };
        if matches!(self.padding, Padding::Valid) && span > steps {
            return Err(Misfit::KernelTooLong(self.kernel_size, span));
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
        let steps = window(steps, span, self.strides, self.padding);
        Ok(Shape::Sequence(steps, self.filters))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let Some(window) = product(&[self.kernel_size, self.channels(inputs)]) else {
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
            1 => self.kernel_size,
            2 => self.strides,
            3 => self.dilation_rate,
            4 => self.groups,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: 1,
            strides: 1,
            dilation_rate: 1,
            groups: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, _] = first(inputs).sizes();
        Shape::Sequence(with_padding(steps, self.strides), self.filters)
    }

    /// The number of values that a filter sees at a time.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        self.channels(inputs) * self.kernel_size
    }

    without! { output_of_any_input }
}
