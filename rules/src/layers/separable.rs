//! Kernels that move over each channel by itself, and a matrix over all channels behind them.

use super::{DepthwiseConv1d, DepthwiseConv2d, Padding, first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// A kernel that moves over the steps of a sequence, over each channel by itself, and a matrix behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeparableConv1d {
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
    /// How many channels come of each.
    pub depth_multiplier: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl SeparableConv1d {
    /// Its first part.
    const fn depthwise(self) -> DepthwiseConv1d {
        DepthwiseConv1d {
            kernel_size: self.kernel_size,
            strides: self.strides,
            padding: self.padding,
            dilation_rate: self.dilation_rate,
            depth_multiplier: self.depth_multiplier,
            use_bias: false,
            softmax: false,
        }
    }

    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.filters == 0 {
            return Err(Misfit::Zero(Argument::Filters));
        }
        match self.depthwise().output(inputs) {
            Ok(_) if self.softmax && self.filters == 1 => Err(Misfit::SoftmaxOfOne),
            Ok(between) => Ok(between.with_size(2, self.filters)),
            Err(misfit) => Err(misfit),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let (Some(first), Some(second)) = (
            self.depthwise().parameters(inputs),
            // A bias is a further input that is always 1.
            product(&[self.derived(inputs) + self.use_bias as usize, self.filters]),
        ) else {
            return None;
        };
        product(&[first + second])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.filters,
            _ => self.depthwise().size(index - 1),
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: 1,
            strides: 1,
            dilation_rate: 1,
            depth_multiplier: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        self.depthwise().guess(inputs).with_size(2, self.filters)
    }

    /// The channels between both parts.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels().saturating_mul(self.depth_multiplier)
    }

    without! { output_of_any_input }
}

/// A kernel that moves over an image, over each channel by itself, and a matrix behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeparableConv2d {
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
    /// How many channels come of each.
    pub depth_multiplier: usize,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl SeparableConv2d {
    /// Its first part.
    const fn depthwise(self) -> DepthwiseConv2d {
        DepthwiseConv2d {
            kernel_size: self.kernel_size,
            strides: self.strides,
            padding: self.padding,
            dilation_rate: self.dilation_rate,
            depth_multiplier: self.depth_multiplier,
            use_bias: false,
            softmax: false,
        }
    }

    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.filters == 0 {
            return Err(Misfit::Zero(Argument::Filters));
        }
        match self.depthwise().output(inputs) {
            Ok(_) if self.softmax && self.filters == 1 => Err(Misfit::SoftmaxOfOne),
            Ok(between) => Ok(between.with_size(2, self.filters)),
            Err(misfit) => Err(misfit),
        }
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let (Some(first), Some(second)) = (
            self.depthwise().parameters(inputs),
            // A bias is a further input that is always 1.
            product(&[self.derived(inputs) + self.use_bias as usize, self.filters]),
        ) else {
            return None;
        };
        product(&[first + second])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.filters,
            _ => self.depthwise().size(index - 1),
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: (1, 1),
            strides: (1, 1),
            dilation_rate: (1, 1),
            depth_multiplier: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        self.depthwise().guess(inputs).with_size(2, self.filters)
    }

    /// The channels between both parts.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels().saturating_mul(self.depth_multiplier)
    }

    without! { output_of_any_input }
}
