//! The convolutions: `Conv1d<8, 3, Relu, padding = Causal, …>`, `Conv2d<8, 3, 3, Relu, padding = Same, …>`,
//! `DepthwiseConv2d<3, 3, …>`, `SeparableConv2d<8, 3, 3, …>`, `Conv2dTranspose<8, 3, 3, …>` and their like.

use layerproof_rules as rules;

use super::value::{self, found, is_like_a_size};
use super::{Arguments, Signature};
use super::{activation, initializer, initializer::KernelAndBias};
use crate::errors::Errors;
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Pair, Size, SizeKind, Values};

/// What every layer with such a kernel takes behind its sizes.
const fn signature(
    positional: &'static [&'static str],
    named: &'static [&'static str],
    sample: &'static str,
) -> Signature {
    Signature {
        positional,
        named,
        later: LATER,
        sample,
    }
}

const NAMED: &[&str] = &[
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
];

const NAMED_OF_CHANNELS: &[&str] = &[
    "kernel_size",
    "activation",
    "depth_multiplier",
    "strides",
    "padding",
    "dilation_rate",
    "use_bias",
    "depthwise_initializer",
    "bias_initializer",
    "depthwise_regularizer",
    "bias_regularizer",
    "depthwise_constraint",
    "bias_constraint",
];

const NAMED_OF_BOTH: &[&str] = &[
    "filters",
    "kernel_size",
    "activation",
    "depth_multiplier",
    "strides",
    "padding",
    "dilation_rate",
    "use_bias",
    "depthwise_initializer",
    "pointwise_initializer",
    "bias_initializer",
];

const NAMED_OF_TRANSPOSED: &[&str] = &[
    "filters",
    "kernel_size",
    "activation",
    "strides",
    "padding",
    "dilation_rate",
    "use_bias",
    "kernel_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "bias_constraint",
];

const LATER: &[&str] = &[
    "output_padding",
    "depthwise_regularizer",
    "pointwise_regularizer",
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "depthwise_constraint",
    "pointwise_constraint",
    "kernel_constraint",
    "bias_constraint",
];

pub(crate) fn conv2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(positions(layer), NAMED, "Conv2d<8, 3, 3, Relu>");
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        fourth_number(&arguments, value, errors);
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let values = moves2d(&arguments, layer, errors);
    let groups = size_or_one("groups", &arguments, layer, errors);
    let values = with_filters(filters, values)?.with("groups", Argument::Size(groups?));
    Some(ends(&arguments, values, initializer::kernel_and_bias, errors))
}

pub(crate) fn conv1d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(&["filters", "kernel_size", "activation"], NAMED, "Conv1d<8, 3, Relu>");
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        third_number(&arguments, value, errors);
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let padding = arguments.padding_of_steps(errors);
    let values = moves1d(&arguments, padding, layer, errors);
    let groups = size_or_one("groups", &arguments, layer, errors);
    let values = with_filters(filters, values)?.with("groups", Argument::Size(groups?));
    Some(ends(&arguments, values, initializer::kernel_and_bias, errors))
}

pub(crate) fn depthwise2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(
        positions_of_channels(layer),
        NAMED_OF_CHANNELS,
        "DepthwiseConv2d<3, 3, Relu>",
    );
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let values = moves2d(&arguments, layer, errors);
    let multiplier = size_or_one("depth_multiplier", &arguments, layer, errors);
    let values = values?.with("depth_multiplier", Argument::Size(multiplier?));
    Some(ends(&arguments, values, initializer::depthwise_and_bias, errors))
}

pub(crate) fn depthwise1d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(
        &["kernel_size", "activation"],
        NAMED_OF_CHANNELS,
        "DepthwiseConv1d<3, Relu>",
    );
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let padding = arguments.padding(errors);
    let values = moves1d(&arguments, padding, layer, errors);
    let multiplier = size_or_one("depth_multiplier", &arguments, layer, errors);
    let values = values?.with("depth_multiplier", Argument::Size(multiplier?));
    Some(ends(&arguments, values, initializer::depthwise_and_bias, errors))
}

pub(crate) fn separable2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(positions(layer), NAMED_OF_BOTH, "SeparableConv2d<8, 3, 3, Relu>");
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let values = moves2d(&arguments, layer, errors);
    let multiplier = size_or_one("depth_multiplier", &arguments, layer, errors);
    let values = with_filters(filters, values)?.with("depth_multiplier", Argument::Size(multiplier?));
    Some(ends(&arguments, values, initializer::separable, errors))
}

pub(crate) fn separable1d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(
        &["filters", "kernel_size", "activation"],
        NAMED_OF_BOTH,
        "SeparableConv1d<8, 3, Relu>",
    );
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let padding = arguments.padding(errors);
    let values = moves1d(&arguments, padding, layer, errors);
    let multiplier = size_or_one("depth_multiplier", &arguments, layer, errors);
    let values = with_filters(filters, values)?.with("depth_multiplier", Argument::Size(multiplier?));
    Some(ends(&arguments, values, initializer::separable, errors))
}

pub(crate) fn transposed2d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(positions(layer), NAMED_OF_TRANSPOSED, "Conv2dTranspose<8, 3, 3, Relu>");
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let values = with_filters(filters, moves2d(&arguments, layer, errors))?;
    Some(ends(&arguments, values, initializer::kernel_and_bias, errors))
}

pub(crate) fn transposed1d(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = signature(
        &["filters", "kernel_size", "activation"],
        NAMED_OF_TRANSPOSED,
        "Conv1dTranspose<8, 3, Relu>",
    );
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    if has_surplus_number(&arguments, errors) {
        return None;
    }
    let filters = arguments.size("filters", layer, errors);
    let padding = arguments.padding(errors);
    let values = with_filters(filters, moves1d(&arguments, padding, layer, errors))?;
    Some(ends(&arguments, values, initializer::kernel_and_bias, errors))
}

/// Kernel size, strides, dilation and padding over an image.
fn moves2d(arguments: &Arguments<'_>, layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let kernel_size = kernel_size(arguments, layer, errors);
    let mut pair = |argument| {
        let one = || {
            let one = literal(1, argument, layer);
            (one.clone(), one)
        };
        arguments.pair(argument, one, layer, errors)
    };
    let (strides, dilation_rate) = (pair("strides"), pair("dilation_rate"));
    let padding = arguments.padding(errors);
    let values = Values::default()
        .with("kernel_size", Argument::Pair(kernel_size?))
        .with("strides", Argument::Pair(strides?))
        .with("dilation_rate", Argument::Pair(dilation_rate?))
        .with("padding", Argument::Padding(padding?));
    Some(values)
}

/// The same over the steps of a sequence.
fn moves1d(
    arguments: &Arguments<'_>,
    padding: Option<rules::Padding>,
    layer: &Layer,
    errors: &mut Errors,
) -> Option<Values> {
    let kernel_size = arguments.size("kernel_size", layer, errors);
    let strides = size_or_one("strides", arguments, layer, errors);
    let dilation_rate = size_or_one("dilation_rate", arguments, layer, errors);
    let values = Values::default()
        .with("kernel_size", Argument::Size(kernel_size?))
        .with("strides", Argument::Size(strides?))
        .with("dilation_rate", Argument::Size(dilation_rate?))
        .with("padding", Argument::Padding(padding?));
    Some(values)
}

/// The filters are the first of the sizes.
fn with_filters(filters: Option<Size>, values: Option<Values>) -> Option<Values> {
    let (filters, values) = (filters?, values?);
    Some(Values::default().with("filters", Argument::Size(filters)).and(values))
}

/// The activation, and how the parameters are drawn.
fn ends(
    arguments: &Arguments<'_>,
    values: Values,
    parameters: fn(&Arguments<'_>, usize, &mut Errors) -> KernelAndBias,
    errors: &mut Errors,
) -> Values {
    let activation = activation::argument(arguments, errors);
    let rank = if arguments.owner.text().contains("1d") { 3 } else { 4 };
    let parameters = parameters(arguments, rank, errors);
    parameters.after(values.with("activation", Argument::Activation(activation)))
}

fn size_or_one(argument: &'static str, arguments: &Arguments<'_>, layer: &Layer, errors: &mut Errors) -> Option<Size> {
    match arguments.get(argument) {
        Some(value) => value::size(value, argument, layer, errors),
        None => Some(literal(1, argument, layer)),
    }
}

/// Whether there is a number in the place of the activation, which is reported.
fn has_surplus_number(arguments: &Arguments<'_>, errors: &mut Errors) -> bool {
    let Some(value) = arguments.get("activation") else {
        return false;
    };
    if !matches!(value.kind, ValueKind::Integer(_)) {
        return false;
    }
    let has_filters = arguments.signature.named.contains(&"filters");
    let help = if has_filters {
        format!(
            "write `strides = {}`, if that is meant; a layer takes its input channels from the layer before it",
            value.text
        )
    } else {
        format!(
            "write it as in `{}`: there are no filters, but `depth_multiplier` results of each channel",
            arguments.signature.sample
        )
    };
    let sentence = format!("{}: expected an activation, found {}", arguments.subject, found(value));
    errors.help(value.place, sentence, help);
    true
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

/// The same without filters.
fn positions_of_channels(layer: &Layer) -> &'static [&'static str] {
    let unnamed: Vec<_> = layer
        .arguments
        .iter()
        .take_while(|argument| argument.name.is_none())
        .collect();
    match unnamed.as_slice() {
        [kernel, ..] if matches!(kernel.value.kind, ValueKind::Tuple(_)) => &["kernel_size", "activation"],
        [kernel, ..] if !is_like_a_size(&kernel.value) => &["activation"],
        [_, width, ..] if is_like_a_size(&width.value) => &["height", "width", "activation"],
        _ => &["kernel_size", "activation"],
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
