//! Functions of several values of one shape: `Add`, `Subtract`, `Multiply`, `Average`, `Maximum`, `Minimum`.

use super::{first, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// A function of values of one shape, element by element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {}

impl Merge {
    /// Keras also repeats an axis of size 1; mostly that hides a mistake, so that all shapes must be the same.
    pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        let mut i = 1;
        while i < inputs.len() {
            if !inputs[i].is(inputs[0]) {
                return Err(Misfit::OtherShape(i));
            }
            i += 1;
        }
        Ok(first(inputs))
    }

    pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
        first(inputs)
    }

    without! { sizes, parameters, output_of_any_input, derived }
}
