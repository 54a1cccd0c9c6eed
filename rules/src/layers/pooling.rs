//! Windows that keep the channels and shrink the image.

use super::{Padding, window};
use crate::misfit::{Argument, Misfit};
use crate::shape::Shape;

pub(super) const fn max_2d(
    input: Shape,
    (pool_height, pool_width): (usize, usize),
    (vertical, horizontal): (usize, usize),
    padding: Padding,
) -> Result<Shape, Misfit> {
    if pool_height == 0 || pool_width == 0 {
        return Err(Misfit::Zero(Argument::PoolSize));
    }
    if vertical == 0 || horizontal == 0 {
        return Err(Misfit::Zero(Argument::Strides));
    }
    let Shape::Image(height, width, channels) = input else {
        return Err(Misfit::NeedsImage);
    };
    if matches!(padding, Padding::Valid) && (pool_height > height || pool_width > width) {
        return Err(Misfit::WindowTooLarge(pool_height, pool_width));
    }
    Ok(Shape::Image(
        window(height, pool_height, vertical, padding),
        window(width, pool_width, horizontal, padding),
        channels,
    ))
}

pub(super) const fn global_average_2d(input: Shape) -> Result<Shape, Misfit> {
    match input {
        Shape::Image(_, _, channels) => Ok(Shape::Vector(channels)),
        _ => Err(Misfit::NeedsImage),
    }
}
