//! Groups of values brought to one mean and one variance, or to one length.

use super::{axis_of, first, without};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

/// Values along some axes: `LayerNormalization`, `RmsNormalization`, `UnitNormalization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NormalizationOverAxes {
    /// In Keras's count: the batch is 0, and −1 is the last; 0 stands for none.
    pub axes: [isize; 3],
    /// Whether there is a parameter that is added.
    pub center: bool,
    /// Whether there is one that is multiplied by.
    pub scale: bool,
}

impl NormalizationOverAxes {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let (input, mut i) = (first(inputs), 0);
        while i < self.axes.len() {
            if self.axes[i] != 0 && axis_of(self.axes[i], input).is_none() {
                return Err(Misfit::NoSuchAxis(self.axes[i]));
            }
            i += 1;
        }
        Ok(input)
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        product(&[self.derived(inputs), self.center as usize + self.scale as usize])
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    /// How many values are normalised together.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        let (input, mut values, mut axis) = (first(inputs), 1_usize, 0);
        while axis < input.rank() {
            let mut i = 0;
            while i < self.axes.len() {
                if matches!(axis_of(self.axes[i], input), Some(found) if found == axis) {
                    values = values.saturating_mul(input.size(axis));
                    break;
                }
                i += 1;
            }
            axis += 1;
        }
        values
    }

    without! { sizes, output_of_any_input }
}

/// Each channel over a mini-batch: `BatchNormalization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchNormalization {
    /// Whether there is a parameter that is added.
    pub center: bool,
    /// Whether there is one that is multiplied by.
    pub scale: bool,
}

impl BatchNormalization {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        Ok(first(inputs))
    }

    /// With the moving mean and the moving variance.
    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        product(&[first(inputs).channels(), 2 + self.center as usize + self.scale as usize])
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    /// The channels.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels()
    }

    without! { sizes, output_of_any_input }
}

/// Each channel by numbers that are known: `Normalization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Normalization {}

impl Normalization {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        Ok(first(inputs))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        product(&[first(inputs).channels(), 2])
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    /// The channels.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels()
    }

    without! { sizes, output_of_any_input }
}

/// One number for each value of a sample, but along some axes: `PRelu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PRelu {
    /// The axes that share a number, in Keras's count; 0 stands for none.
    pub shared_axes: [isize; 3],
}

impl PRelu {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let (input, mut i) = (first(inputs), 0);
        while i < self.shared_axes.len() {
            if self.shared_axes[i] != 0 && axis_of(self.shared_axes[i], input).is_none() {
                return Err(Misfit::NoSuchAxis(self.shared_axes[i]));
            }
            i += 1;
        }
        Ok(input)
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        Some(self.derived(inputs))
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    /// How many numbers there are.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        let (input, mut shared, mut i) = (first(inputs), first(inputs), 0);
        while i < self.shared_axes.len() {
            if let Some(axis) = axis_of(self.shared_axes[i], input) {
                shared = shared.with_size(axis, 1);
            }
            i += 1;
        }
        match shared.values() {
            Some(values) => values,
            None => 1,
        }
    }

    without! { sizes, output_of_any_input }
}

/// Channels in groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupNormalization {
    /// How many.
    pub groups: usize,
    /// Whether there is a parameter that is added.
    pub center: bool,
    /// Whether there is one that is multiplied by.
    pub scale: bool,
}

impl GroupNormalization {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if self.groups == 0 {
            return Err(Misfit::Zero(Argument::Layer));
        }
        if !first(inputs).channels().is_multiple_of(self.groups) {
            return Err(Misfit::UnevenGroups(self.groups));
        }
        Ok(first(inputs))
    }

    pub(super) const fn parameters(self, inputs: &[Shape]) -> Option<usize> {
        product(&[first(inputs).channels(), self.center as usize + self.scale as usize])
    }

    pub(super) const fn size(self, index: usize) -> usize {
        if index == 0 { self.groups } else { 1 }
    }

    pub(super) const fn smallest(self) -> Self {
        Self { groups: 1, ..self }
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    /// The channels.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        first(inputs).channels()
    }

    without! { output_of_any_input }
}
