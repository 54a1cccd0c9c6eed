//! `Reshape<4, 4, 1>`, `Permute<2, 1>`, `RepeatVector<3>`, `Rescaling<0.5>`, `Dropout<0.5>` and its like

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

/// `Dropout` and its like.
fn with_rate(layer: &Layer) -> Signature {
    let (sample, later): (_, &[&str]) = match layer.kind.text().as_str() {
        "SpatialDropout1d" => ("SpatialDropout1d<0.5>", &[]),
        "SpatialDropout2d" => ("SpatialDropout2d<0.5>", &[]),
        "GaussianDropout" => ("GaussianDropout<0.5>", &[]),
        "AlphaDropout" => ("AlphaDropout<0.5>", &["noise_shape"]),
        _ => ("Dropout<0.5>", &["noise_shape"]),
    };
    Signature {
        positional: &["rate"],
        named: &["rate"],
        later,
        sample,
    }
}

const GAUSSIAN_NOISE: Signature = Signature {
    positional: &["stddev"],
    named: &["stddev"],
    later: &[],
    sample: "GaussianNoise<0.1>",
};

pub(crate) fn gaussian_noise(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, GAUSSIAN_NOISE, errors);
    let value = arguments.required("stddev", errors)?;
    let stddev = arguments.number("stddev", None, errors)?;
    if stddev < 0.0 {
        errors.help(
            value.place,
            format!("{subject}: `stddev` must be at least 0, found `{}`", value.text),
            "write how far values move on average, such as `0.1`",
        );
    }
    Some(Values::default().with("stddev", Argument::Number(stddev.abs())))
}

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

const PERMUTE: Signature = Signature {
    positional: &["first", "second", "third"],
    named: &["dims"],
    later: &[],
    sample: "Permute<2, 1>",
};

const REPEAT_VECTOR: Signature = Signature {
    positional: &["n"],
    named: &["n"],
    later: &[],
    sample: "RepeatVector<3>",
};

const RESCALING: Signature = Signature {
    positional: &["scale", "offset"],
    named: &["scale", "offset"],
    later: &[],
    sample: "Rescaling<0.5>",
};

pub(crate) fn permute(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, PERMUTE, errors);
    let positional = [arguments.get("first"), arguments.get("second"), arguments.get("third")];
    let mut values: Vec<_> = positional.into_iter().flatten().collect();
    values.extend(arguments.get("dims"));
    if let [only] = values.as_slice()
        && let ValueKind::Tuple(axes) = &only.kind
    {
        values = axes.iter().collect();
    }
    if arguments.has_rejected() {
        return None;
    }
    let axes: Vec<Option<usize>> = values
        .iter()
        .map(|value| match value.kind {
            ValueKind::Integer(axis) => axis,
            _ => None,
        })
        .collect();
    let names_each = (1..=axes.len()).all(|axis| axes.contains(&Some(axis)));
    if !names_each || !(1..=3).contains(&axes.len()) {
        let place = values.first().map_or(layer.kind.place, |value| value.place);
        errors.help(
            place,
            format!("{subject}: the axes are numbers from 1 on, each of them once"),
            "write them in their new order, as in `Permute<2, 1>`",
        );
        return None;
    }
    let mut dims = [0; 3];
    for (dim, axis) in dims.iter_mut().zip(axes) {
        *dim = axis.unwrap_or(0);
    }
    Some(Values::default().with("dims", Argument::Dims(dims)))
}

pub(crate) fn repeat_vector(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, REPEAT_VECTOR, errors);
    let n = arguments.size("n", layer, errors)?;
    Some(Values::default().with("n", Argument::Size(n)))
}

pub(crate) fn rescaling(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, RESCALING, errors);
    arguments.required("scale", errors)?;
    let scale = arguments.number("scale", None, errors);
    let offset = arguments.number("offset", Some(0.0), errors);
    let values = Values::default()
        .with("scale", Argument::Number(scale?))
        .with("offset", Argument::Number(offset?));
    Some(values)
}

pub(crate) fn dropout(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, with_rate(layer), errors);
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
                format!("write it as in `{}`", arguments.signature.sample),
            );
            return None;
        }
    };
    // Dropout does not change the shape, so a wrong rate does not spoil what comes after it.
    if !(0.0..1.0).contains(&rate) {
        let help = if (2.0..100.0).contains(&rate) {
            format!(
                "`rate` is a fraction: write `{}<{}>` for {rate} %",
                layer.kind.ident,
                rate / 100.0
            )
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
