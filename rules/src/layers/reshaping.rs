//! The same values in another shape.

use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

pub(super) const fn flatten(input: Shape) -> Result<Shape, Misfit> {
    match input.values() {
        Some(values) => Ok(Shape::Vector(values)),
        None => Err(Misfit::TooLarge),
    }
}

pub(super) const fn reshape(input: Shape, shape: Shape) -> Result<Shape, Misfit> {
    if shape.has_zero() {
        return Err(Misfit::Zero(Argument::TargetShape));
    }
    match (input.values(), shape.values()) {
        (Some(before), Some(after)) if before == after => Ok(shape),
        _ => Err(Misfit::OtherNumberOfValues(shape)),
    }
}
