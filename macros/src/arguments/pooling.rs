//! `MaxPooling2d<2, 2, strides = 2, padding = Same>`, `GlobalAveragePooling2d`

use super::value::{self, is_like_a_size};
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Pair, Size, SizeKind, Values};

const fn max_signature(positional: &'static [&'static str]) -> Signature {
    Signature {
        positional,
        named: &["pool_size", "strides", "padding"],
        later: &[],
        sample: "MaxPooling2d<2, 2>",
    }
}

const GLOBAL: Signature = Signature {
    positional: &[],
    named: &[],
    later: &["keepdims"],
    sample: "GlobalAveragePooling2d",
};

pub(crate) fn max_2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, max_signature(positions(layer)), errors);
    let pool_size = pool_size(&arguments, layer, errors);
    let padding = arguments.padding(errors);
    let strides = arguments.pair(
        "strides",
        || pool_size.clone().unwrap_or_else(|| two(layer)),
        layer,
        errors,
    );
    let values = Values::default()
        .with("pool_size", Argument::Pair(pool_size?))
        .with("strides", Argument::Pair(strides?))
        .with("padding", Argument::Padding(padding?));
    Some(values)
}

/// The window is one number, two, or a pair.
fn positions(layer: &Layer) -> &'static [&'static str] {
    let unnamed = layer
        .arguments
        .iter()
        .take_while(|argument| argument.name.is_none() && is_like_a_size(&argument.value))
        .count();
    match layer.arguments.first() {
        Some(first) if unnamed >= 2 && !matches!(first.value.kind, ValueKind::Tuple(_)) => &["height", "width"],
        _ => &["pool_size"],
    }
}

fn pool_size(arguments: &Arguments<'_>, layer: &Layer, errors: &mut Errors) -> Option<Pair> {
    if let (Some(height), Some(width)) = (arguments.get("height"), arguments.get("width")) {
        let height = value::size(height, "pool_size", layer, errors);
        let width = value::size(width, "pool_size", layer, errors);
        return Some((height?, width?));
    }
    arguments.pair("pool_size", || two(layer), layer, errors)
}

fn two(layer: &Layer) -> Pair {
    let two = Size {
        kind: SizeKind::Literal(2),
        argument: "pool_size",
        place: layer.kind.place,
        text: "2".to_owned(),
    };
    (two.clone(), two)
}

#[expect(clippy::unnecessary_wraps, reason = "as all readers of arguments")]
pub(crate) fn global_average_2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    Arguments::of_layer(layer, &subject, GLOBAL, errors);
    Some(Values::default())
}
