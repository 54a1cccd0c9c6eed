//! Functions that keep the shape.

use crate::misfit::Misfit;
use crate::shape::Shape;

pub(super) const fn activation(input: Shape, softmax: bool) -> Result<Shape, Misfit> {
    if softmax && input.channels() == 1 {
        return Err(Misfit::SoftmaxOfOne);
    }
    Ok(input)
}
