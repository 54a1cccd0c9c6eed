//! `Concatenate(a, b, axis = 1)`, `Dot(a, b, axes = (1, 2), normalize = true)`

use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Values};

const CONCATENATE: Signature = Signature {
    positional: &[],
    named: &["axis"],
    later: &[],
    sample: "Concatenate(a, b, axis = 1)",
};

const DOT: Signature = Signature {
    positional: &[],
    named: &["axes", "normalize"],
    later: &[],
    sample: "Dot(a, b, axes = (1, 2))",
};

pub(crate) fn concatenate(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, CONCATENATE, errors);
    let axis = match arguments.get("axis") {
        Some(value) => axis(value, "axis", &subject, errors)?,
        None => -1,
    };
    Some(Values::default().with("axis", Argument::Axis(axis)))
}

pub(crate) fn dot(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, DOT, errors);
    let (first, second) = match arguments.get("axes") {
        None => (-1, -1),
        Some(value) => axes(value, &subject, errors)?,
    };
    let normalize = arguments.flag("normalize", false, errors)?;
    let values = Values::default()
        .with("axes", Argument::Axes(first, second))
        .with("normalize", Argument::Flag(normalize));
    Some(values)
}

/// One axis for both values, or one of each.
fn axes(value: &Value, subject: &str, errors: &mut Errors) -> Option<(isize, isize)> {
    let ValueKind::Tuple(values) = &value.kind else {
        let axis = axis(value, "axes", subject, errors)?;
        return Some((axis, axis));
    };
    let [first, second] = values.as_slice() else {
        errors.help(
            value.place,
            format!("{subject}: `axes` is one axis or two, found {}", found(value)),
            "write one of each value, as in `axes = (1, 2)`",
        );
        return None;
    };
    let first = axis(first, "axes", subject, errors);
    let second = axis(second, "axes", subject, errors);
    Some((first?, second?))
}

/// An axis in Keras's count: the batch is 0, and −1 is the last.
pub(super) fn axis(value: &Value, argument: &str, subject: &str, errors: &mut Errors) -> Option<isize> {
    let axis = match value.kind {
        ValueKind::Integer(Some(number)) => isize::try_from(number).ok(),
        ValueKind::Float(number) if number.fract() == 0.0 && number.abs() < 1e9 => Some(number as isize),
        ValueKind::Broken => return None,
        _ => None,
    };
    match axis {
        Some(0) => {
            errors.help(
                value.place,
                format!("{subject}: `{argument}` 0 is the batch, as in Keras"),
                "count from 1, or write −1 for the last axis: `axis = 1`, `axis = -1`",
            );
            None
        }
        Some(axis) => Some(axis),
        None => {
            errors.help(
                value.place,
                format!("{subject}: `{argument}` is a whole number, found {}", found(value)),
                "count from 1, or write `-1` for the last axis",
            );
            None
        }
    }
}
