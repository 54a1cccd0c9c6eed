//! A model as one layer.

use super::without;
use crate::misfit::Misfit;
use crate::shape::Shape;

/// A model as one layer, with its own parameters. What it takes and gives is known of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// The shapes of its inputs.
    pub inputs: &'static [Shape],
    /// The shape of its output.
    pub output: Shape,
    /// The number of its parameters.
    pub parameters: usize,
}

impl Model {
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        if inputs.len() != self.inputs.len() {
            return Err(Misfit::OtherNumberOfInputs(self.inputs.len()));
        }
        let mut i = 0;
        while i < inputs.len() {
            if !inputs[i].is(self.inputs[i]) {
                return Err(Misfit::NeedsShape(i, self.inputs[i]));
            }
            i += 1;
        }
        Ok(self.output)
    }

    pub(super) const fn parameters(self, _: &[Shape]) -> Option<usize> {
        Some(self.parameters)
    }

    pub(super) const fn guess(self, _: &[Shape]) -> Shape {
        self.output
    }

    pub(super) const fn output_of_any_input(self) -> Option<Shape> {
        Some(self.output)
    }

    without! { sizes, derived }
}
