//! `Dense<8, Relu, use_bias = false, …>`

use super::value::{self, found};
use super::{Arguments, Signature};
use super::{activation, initializer};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Values};
use crate::words;

const SIGNATURE: Signature = Signature {
    positional: &["units", "activation"],
    named: &[
        "units",
        "activation",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
        "kernel_regularizer",
        "bias_regularizer",
        "kernel_constraint",
        "bias_constraint",
    ],
    later: &["activity_regularizer", "lora_rank", "lora_alpha"],
    sample: "Dense<8, Relu>",
};

pub(crate) fn lower(layer: &Layer, errors: &mut Errors) -> Option<Values> {
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
    let parameters = initializer::kernel_and_bias(&arguments, 2, errors);
    let values = Values::default()
        .with("units", Argument::Size(units?))
        .with("activation", Argument::Activation(activation));
    Some(parameters.after(values))
}
