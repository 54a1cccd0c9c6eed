//! `UpSampling1d<2>`, `UpSampling2d<2, 2, interpolation = Bilinear>`

use super::pooling::{height_and_width, positions, two};
use super::{Arguments, Signature, value};
use crate::errors::Errors;
use crate::syntax::Layer;
use crate::values::{Argument, Values};

const STEPS: Signature = Signature {
    positional: &["size"],
    named: &["size"],
    later: &[],
    sample: "UpSampling1d<2>",
};

/// As they are written, the default first.
const INTERPOLATIONS: [&str; 2] = ["Nearest", "Bilinear"];

pub(crate) fn of_steps(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, STEPS, errors);
    let size = match arguments.get("size") {
        Some(value) => value::size(value, "size", layer, errors)?,
        None => two(layer, "size"),
    };
    Some(Values::default().with("size", Argument::Size(size)))
}

pub(crate) fn of_images(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: positions(layer, &["size"]),
        named: &["size", "interpolation"],
        later: &[],
        sample: "UpSampling2d<2, 2>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let size = height_and_width(&arguments, "size", layer, errors);
    let interpolation = arguments.word("interpolation", &INTERPOLATIONS, errors);
    let values = Values::default()
        .with("size", Argument::Pair(size?))
        .with("interpolation", Argument::Word(interpolation?));
    Some(values)
}
