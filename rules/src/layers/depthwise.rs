//! Kernels that move over each channel by itself.

use super::{Conv1d, Conv2d, Padding, first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A kernel that moves over the steps of a sequence, over each channel by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepthwiseConv1d {
    /// How many steps are multiplied.
    pub kernel_size: usize,
    /// How far the kernel moves.
    pub strides: usize,
    /// What happens at both ends.
    pub padding: Padding,
    /// How far apart the steps are that are multiplied.
    pub dilation_rate: usize,
    /// How many channels come of each.
    pub depth_multiplier: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl DepthwiseConv1d {
    /// The same as a convolution with a group for each channel.
    const fn grouped(self, inputs: &[Shape]) -> Option<Conv1d> {
        let channels = first(inputs).channels();
        let Some(filters) = product(&[channels, self.depth_multiplier]) else {
            return None;
        };
        Some(Conv1d {
            filters,
            kernel_size: self.kernel_size,
            strides: self.strides,
            padding: self.padding,
            dilation_rate: self.dilation_rate,
            groups: channels,
            use_bias: self.use_bias,
            softmax: self.softmax,
        })
    }

    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.depth_multiplier == 0 {
            return Err(Misfit::Zero(Argument::DepthMultiplier));
        }
        match self.grouped(inputs) {
            Some(grouped) => grouped.output(inputs),
            None => Err(Misfit::TooLarge),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        match self.grouped(inputs) {
            Some(grouped) => grouped.parameters(inputs),
            None => None,
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.kernel_size,
            1 => self.strides,
            2 => self.dilation_rate,
            3 => self.depth_multiplier,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            kernel_size: 1,
            strides: 1,
            dilation_rate: 1,
            depth_multiplier: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        match self.grouped(inputs) {
            Some(grouped) => grouped.guess(inputs),
            None => first(inputs),
        }
    }

    /// The number of values under the kernel.
    pub(super) const fn derived(self, _: &[Shape]) -> usize {
        self.kernel_size
    }

    without! { output_of_any_input }
}

/// A kernel that moves over an image, over each channel by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepthwiseConv2d {
    /// Height and width.
    pub kernel_size: (usize, usize),
    /// How far the kernel moves.
    pub strides: (usize, usize),
    /// What happens at the border.
    pub padding: Padding,
    /// How far apart the rows and the columns are that are multiplied.
    pub dilation_rate: (usize, usize),
    /// How many channels come of each.
    pub depth_multiplier: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl DepthwiseConv2d {
    /// The same as a convolution with a group for each channel.
    const fn grouped(self, inputs: &[Shape]) -> Option<Conv2d> {
        let channels = first(inputs).channels();
        let Some(filters) = product(&[channels, self.depth_multiplier]) else {
            return None;
        };
        Some(Conv2d {
            filters,
            kernel_size: self.kernel_size,
            strides: self.strides,
            padding: self.padding,
            dilation_rate: self.dilation_rate,
            groups: channels,
            use_bias: self.use_bias,
            softmax: self.softmax,
        })
    }

    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.depth_multiplier == 0 {
            return Err(Misfit::Zero(Argument::DepthMultiplier));
        }
        match self.grouped(inputs) {
            Some(grouped) => grouped.output(inputs),
            None => Err(Misfit::TooLarge),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        match self.grouped(inputs) {
            Some(grouped) => grouped.parameters(inputs),
            None => None,
        }
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.kernel_size.0,
            1 => self.kernel_size.1,
            2 => self.strides.0,
            3 => self.strides.1,
            4 => self.dilation_rate.0,
            5 => self.dilation_rate.1,
            6 => self.depth_multiplier,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            kernel_size: (1, 1),
            strides: (1, 1),
            dilation_rate: (1, 1),
            depth_multiplier: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        match self.grouped(inputs) {
            Some(grouped) => grouped.guess(inputs),
            None => first(inputs),
        }
    }

    /// The number of values under the kernel.
    pub(super) const fn derived(self, _: &[Shape]) -> usize {
        self.kernel_size.0 * self.kernel_size.1
    }

    without! { output_of_any_input }
}
