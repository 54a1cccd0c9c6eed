//! `LayerNormalization<epsilon = 1e-5, axis = (1, 2)>`, `RmsNormalization`, `UnitNormalization`, `GroupNormalization<4>`

use super::merging::axis;
use super::value::{self, found};
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Size, SizeKind, Values};

/// What Keras has, and a later version will have.
const LATER: &[&str] = &[
    "beta_initializer",
    "gamma_initializer",
    "beta_regularizer",
    "gamma_regularizer",
    "beta_constraint",
    "gamma_constraint",
];

pub(crate) fn layer(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["epsilon", "center", "scale", "axis"],
        later: LATER,
        sample: "LayerNormalization<epsilon = 1e-5>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let axes = axes(&arguments, errors);
    let epsilon = epsilon(&arguments, 1e-3, errors);
    let center = arguments.flag("center", true, errors);
    let scale = arguments.flag("scale", true, errors);
    let values = Values::default()
        .with("axes", Argument::AxisList(axes?))
        .with("center", Argument::Flag(center?))
        .with("scale", Argument::Flag(scale?))
        .with("epsilon", Argument::Number(epsilon?));
    Some(values)
}

pub(crate) fn rms(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["axis", "epsilon"],
        later: &[],
        sample: "RmsNormalization<epsilon = 1e-5>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let axes = axes(&arguments, errors);
    let epsilon = epsilon(&arguments, 1e-6, errors);
    let values = Values::default()
        .with("axes", Argument::AxisList(axes?))
        .with("center", Argument::Flag(false))
        .with("scale", Argument::Flag(true))
        .with("epsilon", Argument::Number(epsilon?));
    Some(values)
}

pub(crate) fn unit(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["axis"],
        later: &[],
        sample: "UnitNormalization<axis = 1>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let values = Values::default()
        .with("axes", Argument::AxisList(axes(&arguments, errors)?))
        .with("center", Argument::Flag(false))
        .with("scale", Argument::Flag(false));
    Some(values)
}

pub(crate) fn group(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &["groups"],
        named: &["groups", "epsilon", "center", "scale"],
        later: LATER,
        sample: "GroupNormalization<4>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let groups = match arguments.get("groups") {
        Some(value) => value::size(value, "groups", layer, errors),
        // Keras's default.
        None => Some(Size {
            kind: SizeKind::Literal(32),
            argument: "groups",
            least: 1,
            place: layer.kind.place,
            text: "32".to_owned(),
        }),
    };
    let epsilon = epsilon(&arguments, 1e-3, errors);
    let center = arguments.flag("center", true, errors);
    let scale = arguments.flag("scale", true, errors);
    let values = Values::default()
        .with("groups", Argument::Size(groups?))
        // Where the weights are: one number a channel.
        .with("axes", Argument::AxisList([-1, 0, 0]))
        .with("center", Argument::Flag(center?))
        .with("scale", Argument::Flag(scale?))
        .with("epsilon", Argument::Number(epsilon?));
    Some(values)
}

pub(crate) fn batch(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &["momentum", "epsilon"],
        named: &["momentum", "epsilon", "center", "scale"],
        later: &[
            "axis",
            "beta_initializer",
            "gamma_initializer",
            "moving_mean_initializer",
            "moving_variance_initializer",
            "beta_regularizer",
            "gamma_regularizer",
            "beta_constraint",
            "gamma_constraint",
            "synchronized",
        ],
        sample: "BatchNormalization<momentum = 0.9>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let momentum = momentum(&arguments, errors);
    let epsilon = epsilon(&arguments, 1e-3, errors);
    let center = arguments.flag("center", true, errors);
    let scale = arguments.flag("scale", true, errors);
    let values = Values::default()
        .with("center", Argument::Flag(center?))
        .with("scale", Argument::Flag(scale?))
        .with("momentum", Argument::Number(momentum?))
        .with("epsilon", Argument::Number(epsilon?));
    Some(values)
}

pub(crate) fn known(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &[],
        later: &["axis", "invert"],
        sample: "Normalization",
    };
    for argument in &layer.arguments {
        if let Some(name) = &argument.name
            && ["mean", "variance"].iter().any(|known| name.ident == known)
        {
            errors.help(
                name.place,
                format!("{subject}: `{}` is no argument: it may be as long as the input", name.ident),
                "set it before the training, as in `model.normalization_1.mean = SVector::from([0.5, 2.0])`, or `adapt` the layer \
                 to samples",
            );
            return None;
        }
    }
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    (!arguments.has_rejected()).then(Values::default)
}

/// How much of the moving numbers stays in a step: from 0 to 1.
fn momentum(arguments: &Arguments<'_>, errors: &mut Errors) -> Option<f64> {
    let value = arguments.get("momentum");
    // `BatchNorm2d(8)` begins with the channels.
    if let Some(value) = value
        && let ValueKind::Integer(Some(2..)) = value.kind
    {
        errors.help(
            value.place,
            format!(
                "{}: `momentum` must be from 0 to 1, found `{}`",
                arguments.subject, value.text
            ),
            "leave it out if these are the channels: a layer takes them from the layer before it",
        );
        return None;
    }
    let momentum = arguments.number("momentum", Some(0.99), errors)?;
    if (0.0..=1.0).contains(&momentum) {
        return Some(momentum);
    }
    if let Some(value) = value {
        errors.help(
            value.place,
            format!(
                "{}: `momentum` must be from 0 to 1, found `{}`",
                arguments.subject, value.text
            ),
            "write how much of the moving mean stays in a step, as in `momentum = 0.9`; PyTorch's 0.1 is 0.9 here",
        );
    }
    None
}

/// One axis, or up to three; the last without any.
fn axes(arguments: &Arguments<'_>, errors: &mut Errors) -> Option<[isize; 3]> {
    match arguments.get("axis") {
        Some(value) => axis_list(value, "axis", arguments, errors),
        None => Some([-1, 0, 0]),
    }
}

/// One axis, or up to three.
pub(super) fn axis_list(
    value: &Value,
    argument: &str,
    arguments: &Arguments<'_>,
    errors: &mut Errors,
) -> Option<[isize; 3]> {
    let mut axes = [0; 3];
    let values = match &value.kind {
        ValueKind::Tuple(values) => values.iter().collect(),
        _ => vec![value],
    };
    if !(1..=axes.len()).contains(&values.len()) {
        errors.help(
            value.place,
            format!(
                "{}: `{argument}` is one axis or up to three, found {}",
                arguments.subject,
                found(value)
            ),
            format!("write it as in `{argument} = -1` or `{argument} = (1, 2)`"),
        );
        return None;
    }
    let mut all_fine = true;
    for (place, value) in axes.iter_mut().zip(values) {
        match axis(value, argument, arguments.subject, errors) {
            Some(axis) => *place = axis,
            None => all_fine = false,
        }
    }
    all_fine.then_some(axes)
}

/// A number above 0, or 0.
fn epsilon(arguments: &Arguments<'_>, default: f64, errors: &mut Errors) -> Option<f64> {
    let epsilon = arguments.number("epsilon", Some(default), errors)?;
    if epsilon < 0.0 {
        if let Some(value) = arguments.get("epsilon") {
            errors.help(
                value.place,
                format!(
                    "{}: `epsilon` must be at least 0, found `{}`",
                    arguments.subject, value.text
                ),
                "write a small number such as `1e-5`: it keeps the root away from 0",
            );
        }
        return None;
    }
    Some(epsilon)
}
