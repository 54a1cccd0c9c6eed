//! `ZeroPadding1d<1, 2>`, `ZeroPadding2d<(1, 2), (0, 3)>`, `Cropping1d` and `Cropping2d` likewise

use super::value::{self, found};
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Pair, Size, SizeKind, Values};

/// `left, right`: two numbers, a pair of them, or one for both.
pub(crate) fn of_steps(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let name = name(layer);
    let signature = Signature {
        positional: &["left", "right"],
        named: if name == "cropping" {
            &["cropping"]
        } else {
            &["padding"]
        },
        later: &[],
        sample: if name == "cropping" {
            "Cropping1d<1, 2>"
        } else {
            "ZeroPadding1d<1, 2>"
        },
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let steps = match (arguments.get("left"), arguments.get("right")) {
        (Some(left), Some(right)) => {
            let left = value::count(left, name, layer, errors);
            let right = value::count(right, name, layer, errors);
            (left?, right?)
        }
        (one, _) => match one.or_else(|| arguments.get(name)) {
            Some(value) => both_ends(value, name, layer, errors)?,
            None if arguments.has_rejected() => return None,
            None => same(&one_of(layer, name)),
        },
    };
    Some(Values::default().with("steps", Argument::Pair(steps)))
}

/// `(top, bottom), (left, right)`, each pair one number or two; one of them for both, or two pairs in one.
pub(crate) fn of_images(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let name = name(layer);
    let signature = Signature {
        positional: &["height", "width"],
        named: if name == "cropping" {
            &["cropping"]
        } else {
            &["padding"]
        },
        later: &[],
        sample: if name == "cropping" {
            "Cropping2d<(1, 1), (2, 2)>"
        } else {
            "ZeroPadding2d<(1, 1), (2, 2)>"
        },
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let (height, width) = match (arguments.get("height"), arguments.get("width")) {
        (Some(height), Some(width)) => {
            let height = both_ends(height, name, layer, errors);
            let width = both_ends(width, name, layer, errors);
            (height?, width?)
        }
        (one, _) => match one.or_else(|| arguments.get(name)) {
            Some(value) => {
                if let ValueKind::Tuple(pairs) = &value.kind {
                    let [height, width] = pairs.as_slice() else {
                        return wrong(value, name, layer, errors);
                    };
                    let height = both_ends(height, name, layer, errors);
                    let width = both_ends(width, name, layer, errors);
                    (height?, width?)
                } else {
                    let both = both_ends(value, name, layer, errors)?;
                    (both.clone(), both)
                }
            }
            None if arguments.has_rejected() => return None,
            None => (same(&one_of(layer, name)), same(&one_of(layer, name))),
        },
    };
    let values = Values::default()
        .with("height", Argument::Pair(height))
        .with("width", Argument::Pair(width));
    Some(values)
}

/// What Keras calls the sizes.
fn name(layer: &Layer) -> &'static str {
    if layer.kind.text().starts_with("Crop") {
        "cropping"
    } else {
        "padding"
    }
}

/// One number for both ends of an axis, or a pair.
fn both_ends(value: &Value, name: &'static str, layer: &Layer, errors: &mut Errors) -> Option<Pair> {
    let ValueKind::Tuple(values) = &value.kind else {
        let size = value::count(value, name, layer, errors)?;
        return Some(same(&size));
    };
    let [before, after] = values.as_slice() else {
        return wrong(value, name, layer, errors);
    };
    let before = value::count(before, name, layer, errors);
    let after = value::count(after, name, layer, errors);
    Some((before?, after?))
}

fn same(size: &Size) -> Pair {
    (size.clone(), size.clone())
}

/// Keras's default.
fn one_of(layer: &Layer, argument: &'static str) -> Size {
    Size {
        kind: SizeKind::Literal(1),
        argument,
        least: 0,
        place: layer.kind.place,
        text: "1".to_owned(),
    }
}

fn wrong<T>(value: &Value, name: &str, layer: &Layer, errors: &mut Errors) -> Option<T> {
    errors.help(
        value.place,
        format!(
            "{}: `{name}` is one number or two for each axis, found {}",
            layer.subject(),
            found(value)
        ),
        "write how many come first and last, as in `(1, 2)`",
    );
    None
}
