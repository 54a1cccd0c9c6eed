//! `Conv1d<8, 3, Relu, padding = Causal, …>`, `Conv2d<8, 3, 3, Relu, padding = Same, …>`

use super::value::{self, found, is_like_a_size};
use super::{Arguments, Signature};
use super::{activation, initializer};
use crate::errors::Errors;
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Pair, Size, SizeKind, Values};

const NAMED: &[&str] = &[
    "filters",
    "kernel_size",
    "activation",
    "strides",
    "padding",
    "use_bias",
    "kernel_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "bias_constraint",
];

const LATER: &[&str] = &["dilation_rate", "dilation", "groups", "activity_regularizer"];

const CONV1D: Signature = Signature {
    positional: &["filters", "kernel_size", "activation"],
    named: &[
        "filters",
        "kernel_size",
        "activation",
        "strides",
        "padding",
        "dilation_rate",
        "groups",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
        "kernel_regularizer",
        "bias_regularizer",
        "kernel_constraint",
        "bias_constraint",
    ],
    later: &["activity_regularizer"],
    sample: "Conv1d<8, 3, Relu>",
};

const fn signature(positional: &'static [&'static str]) -> Signature {
    Signature {
        positional,
        named: NAMED,
        later: LATER,
        sample: "Conv2d<8, 3, 3, Relu>",
    }
}

pub(crate) fn conv2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, signature(positions(layer)), errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        fourth_number(&arguments, value, errors);
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let kernel_size = kernel_size(&arguments, layer, errors);
    let strides = arguments.pair("strides", || one(layer), layer, errors);
    let padding = arguments.padding(errors);
    let activation = activation::argument(&arguments, errors);
    let parameters = initializer::kernel_and_bias(&arguments, 4, errors);
    let values = Values::default()
        .with("filters", Argument::Size(filters?))
        .with("kernel_size", Argument::Pair(kernel_size?))
        .with("strides", Argument::Pair(strides?))
        .with("padding", Argument::Padding(padding?))
        .with("activation", Argument::Activation(activation));
    Some(parameters.after(values))
}

pub(crate) fn conv1d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, CONV1D, errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        third_number(&arguments, value, errors);
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let kernel_size = arguments.size("kernel_size", layer, errors);
    let mut size = |argument| match arguments.get(argument) {
        Some(value) => value::size(value, argument, layer, errors),
        None => Some(literal(1, argument, layer)),
    };
    let (strides, dilation_rate, groups) = (size("strides"), size("dilation_rate"), size("groups"));
    let padding = arguments.padding_of_steps(errors);
    let activation = activation::argument(&arguments, errors);
    let parameters = initializer::kernel_and_bias(&arguments, 3, errors);
    let values = Values::default()
        .with("filters", Argument::Size(filters?))
        .with("kernel_size", Argument::Size(kernel_size?))
        .with("strides", Argument::Size(strides?))
        .with("dilation_rate", Argument::Size(dilation_rate?))
        .with("groups", Argument::Size(groups?))
        .with("padding", Argument::Padding(padding?))
        .with("activation", Argument::Activation(activation));
    Some(parameters.after(values))
}

/// `Conv1d<1, 8, 3>` begins with the input channels, `Conv1d<8, 3, 2>` ends with the strides.
fn third_number(arguments: &Arguments<'_>, value: &Value, errors: &mut Errors) {
    let text = |argument| arguments.get(argument).map_or("…", |value: &Value| value.text.as_str());
    let (filters, kernel, last) = (text("filters"), text("kernel_size"), value.text.as_str());
    errors.help(
        value.place,
        format!("{}: expected an activation, found {}", arguments.subject, found(value)),
        format!(
            "write `Conv1d<{filters}, {kernel}, strides = {last}>`; if `{filters}` are the input's channels, write \
             `Conv1d<{kernel}, {last}>`, as a layer takes them from the layer before it"
        ),
    );
}

/// `Conv2d<1, 8, 3, 3>` begins with the input channels, `Conv2d<8, 3, 3, 1>` ends with the strides.
fn fourth_number(arguments: &Arguments<'_>, value: &Value, errors: &mut Errors) {
    let text = |argument| arguments.get(argument).map_or("…", |value: &Value| value.text.as_str());
    let (height, width, last) = (text("height"), text("width"), value.text.as_str());
    let help = if width == last {
        format!(
            "a layer takes its input channels from the layer before it: write `Conv2d<{height}, {width}, {last}>`, which are \
             filters, kernel height and kernel width"
        )
    } else {
        format!("write `strides = {last}`")
    };
    let sentence = format!("{}: expected an activation, found {}", arguments.subject, found(value));
    errors.help(value.place, sentence, help);
}

fn one(layer: &Layer) -> Pair {
    let one = literal(1, "strides", layer);
    (one.clone(), one)
}

/// A default.
pub(super) fn literal(value: usize, argument: &'static str, layer: &Layer) -> Size {
    Size {
        kind: SizeKind::Literal(value),
        argument,
        least: 1,
        place: layer.kind.place,
        text: value.to_string(),
    }
}

/// The kernel is one number, two, or a pair; what follows is the activation.
fn positions(layer: &Layer) -> &'static [&'static str] {
    let unnamed: Vec<_> = layer
        .arguments
        .iter()
        .take_while(|argument| argument.name.is_none())
        .collect();
    match unnamed.as_slice() {
        [_, kernel, ..] if matches!(kernel.value.kind, ValueKind::Tuple(_)) => {
            &["filters", "kernel_size", "activation"]
        }
        [_, kernel, ..] if !is_like_a_size(&kernel.value) => &["filters", "activation"],
        [_, _, width, ..] if is_like_a_size(&width.value) => &["filters", "height", "width", "activation"],
        _ => &["filters", "kernel_size", "activation"],
    }
}

fn kernel_size(arguments: &Arguments<'_>, layer: &Layer, errors: &mut Errors) -> Option<Pair> {
    if let (Some(height), Some(width)) = (arguments.get("height"), arguments.get("width")) {
        let height = value::size(height, "kernel_size", layer, errors);
        let width = value::size(width, "kernel_size", layer, errors);
        return Some((height?, width?));
    }
    let value = arguments.required("kernel_size", errors)?;
    value::pair(value, "kernel_size", layer, errors)
}
