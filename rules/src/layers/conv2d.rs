//! A kernel that moves over an image.

use super::{Padding, window};
use crate::misfit::{Argument, Misfit};
use crate::shape::{Shape, product};

pub(super) const fn output(
    input: Shape,
    filters: usize,
    (kernel_height, kernel_width): (usize, usize),
    (vertical, horizontal): (usize, usize),
    padding: Padding,
    softmax: bool,
) -> Result<Shape, Misfit> {
    if filters == 0 {
        return Err(Misfit::Zero(Argument::Filters));
    }
    if kernel_height == 0 || kernel_width == 0 {
        return Err(Misfit::Zero(Argument::KernelSize));
    }
    if vertical == 0 || horizontal == 0 {
        return Err(Misfit::Zero(Argument::Strides));
    }
    let Shape::Image(height, width, _) = input else {
        return Err(Misfit::NeedsImage);
    };
    if matches!(padding, Padding::Valid) && (kernel_height > height || kernel_width > width) {
        return Err(Misfit::KernelTooLarge(kernel_height, kernel_width));
    }
    if softmax && filters == 1 {
        return Err(Misfit::SoftmaxOfOne);
    }
    Ok(Shape::Image(
        window(height, kernel_height, vertical, padding),
        window(width, kernel_width, horizontal, padding),
        filters,
    ))
}

pub(super) const fn parameters(
    input: Shape,
    filters: usize,
    (kernel_height, kernel_width): (usize, usize),
    use_bias: bool,
) -> Option<usize> {
    let Some(window) = product(&[kernel_height, kernel_width, input.channels()]) else {
        return None;
    };
    // A bias is a further input that is always 1.
    product(&[window + use_bias as usize, filters])
}
