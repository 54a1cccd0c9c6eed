//! `Dense<8, Relu, use_bias = false, …>`

use super::arguments::{Arguments, Signature};
use super::value::{self, found};
use super::{activation, initializer};
use crate::errors::Errors;
use crate::model::{Dense, Kind};
use crate::syntax::{Layer, ValueKind};
use crate::words;

const SIGNATURE: Signature = Signature {
    positional: &["units", "activation"],
    named: &[
        "units",
        "activation",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
    ],
    later: &[
        "kernel_regularizer",
        "bias_regularizer",
        "activity_regularizer",
        "kernel_constraint",
        "bias_constraint",
        "lora_rank",
        "lora_alpha",
    ],
    sample: "Dense<8, Relu>",
};

pub(super) fn lower(layer: &Layer, errors: &mut Errors) -> Option<Kind> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, SIGNATURE, errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        if let Some(first) = arguments.get("units")
            && let ValueKind::Path(path) = &first.kind
            && let Some(activation) = words::nearest_activation(&path.last.text())
            && !value::is_like_a_size(first)
        {
            errors.help(
                first.place,
                format!("{subject}: the units come first, then the activation"),
                format!("write `Dense<{}, {activation}>`", value.text),
            );
            return None;
        }
        // As in PyTorch's `Linear(2, 8)`.
        errors.help(
            value.place,
            format!("{subject}: expected an activation, found {}", found(value)),
            format!(
                "a layer takes its input size from the layer before it: write `Dense<{}>`",
                value.text
            ),
        );
        return None;
    }
    let units = arguments.size("units", layer, errors);
    let activation = activation::argument(&arguments, errors);
    let use_bias = arguments.flag("use_bias", true, errors);
    let kernel_initializer = initializer::argument(&arguments, "kernel_initializer", "GlorotUniform", errors);
    let bias_initializer = initializer::argument(&arguments, "bias_initializer", "Zeros", errors);
    initializer::needs_bias(&arguments, use_bias, errors);
    Some(Kind::Dense(Dense {
        units: units?,
        activation,
        use_bias: use_bias.unwrap_or(true),
        kernel_initializer,
        bias_initializer,
    }))
}
