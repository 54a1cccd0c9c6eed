//! Convolutions the other way round: what goes in is spread over what comes out.

use super::{Padding, first, span, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// The size along one axis: as Keras has it, with the whole kernel and no less than the strides for `Valid`, and as many times
/// the strides for `Same`.
const fn spread(input: usize, kernel: usize, stride: usize, dilation: usize, padding: Padding) -> Option<usize> {
    let Some(span) = span(kernel, dilation) else {
        return None;
    };
    match padding {
        Padding::Valid => {
            let last = if span > stride { span } else { stride };
            match product(&[input.saturating_sub(1), stride]) {
                Some(before) => product(&[before + last]),
                None => None,
            }
        }
        Padding::Same | Padding::Causal => product(&[input, stride]),
    }
}

/// A convolution over the steps of a sequence the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv1dTranspose {
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
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Conv1dTranspose {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let zero = match self {
            Self { filters: 0, .. } => Some(Argument::Filters),
            Self { kernel_size: 0, .. } => Some(Argument::KernelSize),
            Self { strides: 0, .. } => Some(Argument::Strides),
            Self { dilation_rate: 0, .. } => Some(Argument::DilationRate),
            _ => None,
        };
        if let Some(argument) = zero {
            return Err(Misfit::Zero(argument));
        }
        if self.strides > 1 && self.dilation_rate > 1 {
            return Err(Misfit::StridesAndDilation);
        }
        let Shape::Sequence(steps, _) = first(inputs) else {
            return Err(Misfit::NeedsSequence);
        };
        let Some(steps) = spread(steps, self.kernel_size, self.strides, self.dilation_rate, self.padding) else {
            return Err(Misfit::TooLarge);
        };
        if self.softmax && self.filters == 1 {
            return Err(Misfit::SoftmaxOfOne);
        }
        Ok(Shape::Sequence(steps, self.filters))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        let Some(window) = product(&[self.kernel_size, first(inputs).channels()]) else {
            return None;
        };
        // A bias is a further input that is always 1.
        product(&[window + self.use_bias as usize, self.filters])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        match index {
            0 => self.filters,
            1 => self.kernel_size,
            2 => self.strides,
            3 => self.dilation_rate,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: 1,
            strides: 1,
            dilation_rate: 1,
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [_, steps, _] = first(inputs).sizes();
        Shape::Sequence(steps.saturating_mul(self.strides), self.filters)
    }

    /// The number of values under the kernel, on the side of what comes out.
    pub(super) const fn derived(self, _: &[Shape]) -> usize {
        self.kernel_size * self.filters
    }

    without! { output_of_any_input }
}

/// A convolution over an image the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2dTranspose {
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
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether the activation is a softmax.
    pub softmax: bool,
}

impl Conv2dTranspose {
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
            _ => None,
        };
        if let Some(argument) = zero {
            return Err(Misfit::Zero(argument));
        }
        if (self.strides.0 > 1 || self.strides.1 > 1) && (self.dilation_rate.0 > 1 || self.dilation_rate.1 > 1) {
            return Err(Misfit::StridesAndDilation);
        }
        let Shape::Image(height, width, _) = first(inputs) else {
            return Err(Misfit::NeedsImage);
        };
        let (Some(height), Some(width)) = (
            spread(
                height,
                self.kernel_size.0,
                self.strides.0,
                self.dilation_rate.0,
                self.padding,
            ),
            spread(
                width,
                self.kernel_size.1,
                self.strides.1,
                self.dilation_rate.1,
                self.padding,
            ),
        ) else {
            return Err(Misfit::TooLarge);
        };
        if self.softmax && self.filters == 1 {
            return Err(Misfit::SoftmaxOfOne);
        }
        Ok(Shape::Image(height, width, self.filters))
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
            1 => self.kernel_size.0,
            2 => self.kernel_size.1,
            3 => self.strides.0,
            4 => self.strides.1,
            5 => self.dilation_rate.0,
            6 => self.dilation_rate.1,
            _ => 1,
        }
    }

    pub(super) const fn smallest(self) -> Self {
        Self {
            filters: 1,
            kernel_size: (1, 1),
            strides: (1, 1),
            dilation_rate: (1, 1),
            ..self
        }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let [height, width, _] = first(inputs).sizes();
        Shape::Image(
            height.saturating_mul(self.strides.0),
            width.saturating_mul(self.strides.1),
            self.filters,
        )
    }

    /// The number of values under the kernel, on the side of what comes out.
    pub(super) const fn derived(self, _: &[Shape]) -> usize {
        self.kernel_size.0 * self.kernel_size.1 * self.filters
    }

    without! { output_of_any_input }
}
