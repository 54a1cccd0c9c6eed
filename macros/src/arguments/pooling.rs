//! `MaxPooling2d<2, 2, strides = 2, padding = Same>`, `AveragePooling1d<2>`, `GlobalAveragePooling2d<keepdims = true>`

use super::value::{self, is_like_a_size};
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Pair, Size, SizeKind, Values};

const fn windows(positional: &'static [&'static str], sample: &'static str) -> Signature {
    Signature {
        positional,
        named: &["pool_size", "strides", "padding"],
        later: &[],
        sample,
    }
}

/// One of the layers that are read alike, for its help.
fn sample(layer: &Layer, samples: &[(&str, &'static str)], otherwise: &'static str) -> &'static str {
    let found = samples.iter().find(|(name, _)| layer.kind.ident == name);
    found.map_or(otherwise, |(_, sample)| sample)
}

/// `MaxPooling2d` and its like.
pub(crate) fn over_images(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let sample = sample(
        layer,
        &[("AveragePooling2d", "AveragePooling2d<2, 2>")],
        "MaxPooling2d<2, 2>",
    );
    let signature = windows(positions(layer, &["pool_size"]), sample);
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let pool_size = height_and_width(&arguments, "pool_size", layer, errors);
    let padding = arguments.padding(errors);
    let strides = arguments.pair(
        "strides",
        || {
            pool_size
                .clone()
                .unwrap_or_else(|| (two(layer, "pool_size"), two(layer, "pool_size")))
        },
        layer,
        errors,
    );
    let values = Values::default()
        .with("pool_size", Argument::Pair(pool_size?))
        .with("strides", Argument::Pair(strides?))
        .with("padding", Argument::Padding(padding?));
    Some(values)
}

/// `MaxPooling1d` and its like.
pub(crate) fn over_steps(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let sample = sample(layer, &[("AveragePooling1d", "AveragePooling1d<2>")], "MaxPooling1d<2>");
    let arguments = Arguments::of_layer(layer, &subject, windows(&["pool_size"], sample), errors);
    let pool_size = match arguments.get("pool_size") {
        Some(value) => value::size(value, "pool_size", layer, errors),
        None => Some(two(layer, "pool_size")),
    };
    let padding = arguments.padding(errors);
    let strides = match arguments.get("strides") {
        Some(value) => value::size(value, "strides", layer, errors),
        None => pool_size.clone(),
    };
    let values = Values::default()
        .with("pool_size", Argument::Size(pool_size?))
        .with("strides", Argument::Size(strides?))
        .with("padding", Argument::Padding(padding?));
    Some(values)
}

/// `GlobalMaxPooling2d` and its like.
pub(crate) fn global(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["keepdims"],
        later: &[],
        sample: crate::layers::find(&layer.kind.text()).map_or("GlobalAveragePooling2d", |entry| entry.name),
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let keepdims = arguments.flag("keepdims", false, errors)?;
    Some(Values::default().with("keepdims", Argument::Flag(keepdims)))
}

/// A window on an image is one number, two, or a pair; in the latter cases it is this argument.
pub(super) fn positions(layer: &Layer, argument: &'static [&'static str]) -> &'static [&'static str] {
    let unnamed = layer
        .arguments
        .iter()
        .take_while(|argument| argument.name.is_none() && is_like_a_size(&argument.value))
        .count();
    match layer.arguments.first() {
        Some(first) if unnamed >= 2 && !matches!(first.value.kind, ValueKind::Tuple(_)) => &["height", "width"],
        _ => argument,
    }
}

/// The argument as a pair, 2 by 2 without it.
pub(super) fn height_and_width(
    arguments: &Arguments<'_>,
    argument: &'static str,
    layer: &Layer,
    errors: &mut Errors,
) -> Option<Pair> {
    if let (Some(height), Some(width)) = (arguments.get("height"), arguments.get("width")) {
        let height = value::size(height, argument, layer, errors);
        let width = value::size(width, argument, layer, errors);
        return Some((height?, width?));
    }
    arguments.pair(argument, || (two(layer, argument), two(layer, argument)), layer, errors)
}

pub(super) fn two(layer: &Layer, argument: &'static str) -> Size {
    Size {
        kind: SizeKind::Literal(2),
        argument,
        least: 1,
        place: layer.kind.place,
        text: "2".to_owned(),
    }
}
