//! `Reshape<4, 4, 1>`, `Dropout<0.5>`

use super::value::{self, found};
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Values};

const RESHAPE: Signature = Signature {
    positional: &["height", "width", "channels"],
    named: &["target_shape"],
    later: &[],
    sample: "Reshape<4, 4, 1>",
};

const DROPOUT: Signature = Signature {
    positional: &["rate"],
    named: &["rate"],
    later: &["noise_shape"],
    sample: "Dropout<0.5>",
};

pub(crate) fn reshape(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, RESHAPE, errors);
    let positional = [
        arguments.get("height"),
        arguments.get("width"),
        arguments.get("channels"),
    ];
    let mut values: Vec<_> = positional.into_iter().flatten().collect();
    let single = if values.len() <= 1 {
        values.first().copied().or_else(|| arguments.get("target_shape"))
    } else {
        None
    };
    if let Some(single) = single {
        values = match &single.kind {
            ValueKind::Tuple(sizes) => sizes.iter().collect(),
            _ => vec![single],
        };
    }
    if arguments.has_rejected() {
        return None;
    }
    if !(1..=3).contains(&values.len()) {
        errors.help(
            single.map_or(layer.kind.place, |value| value.place),
            format!("{subject}: a shape has one to three sizes, found {}", values.len()),
            "write it as in `Reshape<4, 4, 1>`",
        );
        return None;
    }
    let sizes: Vec<_> = values
        .into_iter()
        .map(|size| value::size(size, "target_shape", layer, errors))
        .collect();
    let sizes = sizes.into_iter().collect::<Option<_>>()?;
    Some(Values::default().with("target_shape", Argument::Shape(sizes)))
}

pub(crate) fn dropout(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, DROPOUT, errors);
    let value = arguments.required("rate", errors)?;
    let rate = match value.kind {
        ValueKind::Integer(Some(number)) => number as f64,
        ValueKind::Integer(None) => f64::INFINITY,
        ValueKind::Float(number) => number,
        ValueKind::Broken => return None,
        ValueKind::Path(_) | ValueKind::Block | ValueKind::Type => {
            errors.help(
                value.place,
                format!("{subject}: `rate` is written as a number, found {}", found(value)),
                "write the number itself, such as `0.5`: it becomes a part of the layer's type, where a constant with a \
                 fraction has no place",
            );
            return None;
        }
        _ => {
            errors.help(
                value.place,
                format!(
                    "{subject}: `rate` must be a number from 0 to less than 1, found {}",
                    found(value)
                ),
                "write it as in `Dropout<0.5>`",
            );
            return None;
        }
    };
    // Dropout does not change the shape, so a wrong rate does not spoil what comes after it.
    if !(0.0..1.0).contains(&rate) {
        let help = if (2.0..100.0).contains(&rate) {
            format!("`rate` is a fraction: write `Dropout<{}>` for {rate} %", rate / 100.0)
        } else {
            "use a fraction such as `0.5`".to_owned()
        };
        errors.help(
            value.place,
            format!(
                "{subject}: `rate` must be at least 0 and less than 1, found `{}`",
                value.text
            ),
            help,
        );
        return Some(rate_of(0.0));
    }
    Some(rate_of(rate))
}

fn rate_of(rate: f64) -> Values {
    Values::default().with("rate", Argument::Number(rate))
}
