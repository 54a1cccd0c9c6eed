//! Values one after another.

use super::{axis_of, first, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// Values one after another along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concatenate {
    /// The axis in Keras's count: the batch is 0, and −1 is the last.
    pub axis: isize,
}

impl Concatenate {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let start = first(inputs);
        let Some(axis) = axis_of(self.axis, start) else {
            return Err(Misfit::NoSuchAxis(self.axis));
        };
        let mut size = start.size(axis);
        let mut i = 1;
        while i < inputs.len() {
            if !inputs[i].with_size(axis, start.size(axis)).is(start) {
                return Err(Misfit::OtherShapeBesides(i, axis));
            }
            size = match size.checked_add(inputs[i].size(axis)) {
                Some(size) => size,
                None => return Err(Misfit::TooLarge),
            };
            i += 1;
        }
        Ok(start.with_size(axis, size))
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        let start = first(inputs);
        match axis_of(self.axis, start) {
            Some(axis) => {
                let (mut size, mut i) = (0_usize, 0);
                while i < inputs.len() {
                    size = size.saturating_add(inputs[i].size(axis));
                    i += 1;
                }
                start.with_size(axis, size)
            }
            None => start,
        }
    }

    /// The axis among those of a sample, counted from 0.
    pub(super) const fn derived(self, inputs: &[Shape]) -> usize {
        match axis_of(self.axis, first(inputs)) {
            Some(axis) => axis,
            None => 0,
        }
    }

    without! { sizes, parameters, output_of_any_input }
}
