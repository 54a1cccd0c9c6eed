//! Whether the layers fit, as far as literals tell; the rest the compiler checks, by the same rules.

use layerproof_rules as rules;

use crate::errors::Errors;
use crate::layers::{self, Axis, Entry, Gives, Takes};
use crate::model::{Call, Input, Layer, Model, Value};
use crate::values::{Size, Values, literal_shape};

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Known here and now.
    Known(rules::Shape),
    /// So many axes, whose sizes only the compiler knows.
    Constant(usize),
    /// Even the number of axes only the compiler knows: what a model as a layer gives, and what is made of it.
    Opaque,
    /// Unknown after a mistake that is reported.
    Unknown,
}

/// The shape of each value.
pub(super) fn check(model: &Model, errors: &mut Errors) -> Vec<Output> {
    let mut outputs: Vec<Output> = model.inputs.iter().map(|input| self::input(input, errors)).collect();
    let mut parameters = 0;
    for (number, call, layer, _) in model.calls() {
        let given: Vec<Output> = call
            .inputs
            .iter()
            .map(|value| outputs.get(*value).copied().unwrap_or(Output::Unknown))
            .collect();
        if let Some(value) = misplaced_indices(model, call, layer) {
            report_indices(model, (call, layer), value, errors);
            outputs.push(Output::Unknown);
            continue;
        }
        let is_first = call.first == number;
        let mut output = output(model, (call, layer, is_first), &given, &mut parameters, errors);
        if !is_first && other_shape(model, call, &given, &outputs, errors) {
            output = Output::Unknown;
        }
        outputs.push(output);
    }
    outputs
}

/// The value that is whole numbers, where the layer takes others, or the other way round.
fn misplaced_indices(model: &Model, call: &Call, layer: &Layer) -> Option<Value> {
    let entry = layer.entry()?;
    // Of a model as a layer, the compiler sees what it takes.
    if entry.takes == Takes::Any {
        return None;
    }
    let is_indices = |value: &Value| match model.inputs.get(*value) {
        Some(input) => input.sizes.as_ref().map(|_| input.is_indices),
        None => Some(false),
    };
    let mut values = call.inputs.iter().copied();
    values.find(|value| is_indices(value).is_some_and(|is_indices| is_indices != entry.takes_indices))
}

fn report_indices(model: &Model, (call, layer): (&Call, &Layer), value: Value, errors: &mut Errors) {
    let here = if layer.position == rules::Place::UNNUMBERED {
        format!("`{}`", call.text)
    } else {
        format!("layer {} `{}`", layer.position, call.text)
    };
    let source = model.place(value).source;
    let (sentence, help) = if layer.entry().is_some_and(|entry| entry.takes_indices) {
        (
            format!("{here} looks whole numbers up, but `{source}` gives fractions"),
            "put it straight behind an input of whole numbers, as in `Input<5, dtype = u32>`",
        )
    } else {
        (
            format!("{here} computes with fractions, but `{source}` gives whole numbers"),
            "put an `Embedding<…>` between the two; or leave `dtype = u32` out",
        )
    };
    errors.help(call.word.place, sentence, help);
}

fn input(input: &Input, errors: &mut Errors) -> Output {
    let Some(sizes) = &input.sizes else {
        return Output::Unknown;
    };
    match literal_shape(sizes) {
        Some(shape) if shape.has_zero() => Output::Unknown,
        Some(shape) if shape.values().is_none() => {
            errors.help(
                input.word.place,
                format!("`{}` has more values than memory can address", input.text),
                "use smaller sizes",
            );
            Output::Unknown
        }
        Some(shape) => Output::Known(shape),
        None => Output::Constant(sizes.len()),
    }
}

/// What comes out of a layer, whose parameters are added to those before it.
fn output(
    model: &Model,
    (call, layer, is_first): (&Call, &Layer, bool),
    given: &[Output],
    parameters: &mut usize,
    errors: &mut Errors,
) -> Output {
    if given.contains(&Output::Opaque)
        && let Some(entry) = layer.entry()
        && entry.gives == Gives::OfSteps
    {
        let opaque = call
            .inputs
            .iter()
            .zip(given)
            .find(|(_, output)| **output == Output::Opaque);
        let source = opaque.map_or("Model", |(value, _)| model.place(*value).source);
        errors.help(
            call.word.place,
            format!(
                "`{}` must know the axes of its values, but those of `{source}` only the compiler knows",
                call.text
            ),
            format!("say its shape, as in `Reshape<8>({source})` for a vector of 8"),
        );
        return Output::Unknown;
    }
    let Some(rule) = layer.rule() else {
        return rank(layer, given);
    };
    if let Some(shapes) = known_shapes(given) {
        let before = if is_first { *parameters } else { 0 };
        return match rule.output_in_model(&shapes, before) {
            Ok((shape, all)) => {
                if is_first {
                    *parameters = all;
                }
                Output::Known(shape)
            }
            // A zero is reported already, by the argument that it is.
            Err(rules::Misfit::Zero(_)) => Output::Unknown,
            Err(misfit) => {
                report(model, call, layer, misfit, &shapes, errors);
                if misfit.leaves_output_known() {
                    known(rule.output_of_any_input())
                } else {
                    Output::Unknown
                }
            }
        };
    }
    if given.contains(&Output::Unknown) {
        return known(rule.output_of_any_input());
    }
    match rule.output_of_any_input() {
        // What comes in is the compiler's business, but what comes out is known again.
        Some(shape) => Output::Known(shape),
        None => rank(layer, given),
    }
}

fn report(
    model: &Model,
    call: &Call,
    layer: &Layer,
    misfit: rules::Misfit,
    given: &[rules::Shape],
    errors: &mut Errors,
) {
    let before: Vec<rules::Place<'_>> = call.inputs.iter().map(|value| model.place(*value)).collect();
    let blamed = layer.blamed_activation(misfit).unwrap_or(&call.word);
    errors.add(blamed.place, misfit.message(model.here(call), &before, given).as_str());
}

/// Whether a layer that was called before is called with another shape now: one set of weights has one shape.
fn other_shape(model: &Model, call: &Call, given: &[Output], outputs: &[Output], errors: &mut Errors) -> bool {
    let Some(first) = model.calls.get(call.first) else {
        return false;
    };
    let before: Vec<Output> = (first.inputs.iter())
        .map(|value: &Value| outputs.get(*value).copied().unwrap_or(Output::Unknown))
        .collect();
    let (Some(before), Some(given)) = (known_shapes(&before), known_shapes(given)) else {
        return false;
    };
    let differs = before.iter().zip(&given).position(|(before, given)| before != given);
    let Some((index, shape)) = differs.and_then(|index| Some((index, *before.get(index)?))) else {
        return false;
    };
    if let Some(layer) = model.layers.get(call.layer) {
        report(
            model,
            call,
            layer,
            rules::Misfit::CalledWithOtherShape(index, shape),
            &given,
            errors,
        );
    }
    true
}

fn known_shapes(given: &[Output]) -> Option<Vec<rules::Shape>> {
    let shape = |output: &Output| match output {
        Output::Known(shape) => Some(*shape),
        _ => None,
    };
    given.iter().map(shape).collect()
}

/// A shape after a mistake, unless it is one that would cost the compiler more than it helps the user.
fn known(shape: Option<rules::Shape>) -> Output {
    let is_bearable = |shape: &rules::Shape| shape.values().is_some_and(|values| values <= rules::MAX_PARAMETERS / 4);
    shape.filter(is_bearable).map_or(Output::Unknown, Output::Known)
}

/// The number of axes that come out, where a size is a constant.
fn rank(layer: &Layer, given: &[Output]) -> Output {
    let Some(entry) = layer.entry() else {
        return Output::Unknown;
    };
    let first = given.first().copied().unwrap_or(Output::Unknown);
    let has_zero = layer
        .sizes()
        .iter()
        .any(|size| size.least > 0 && size.literal() == Some(0));
    let of_steps = || axes_of_steps(entry, layer.values()?, first);
    let Some(axes) = axes(entry, layer).or_else(of_steps) else {
        return match (entry.gives, first) {
            (Gives::OfType, _) => Output::Opaque,
            _ if has_zero || given.contains(&Output::Unknown) => Output::Unknown,
            (Gives::Derived, _) if given.contains(&Output::Opaque) => Output::Opaque,
            // One of several is a constant, and the sizes depend on all of them.
            (_, Output::Known(shape)) => Output::Constant(shape.rank()),
            (_, first) => first,
        };
    };
    let depends_on_input =
        !matches!(entry.gives, Gives::Axes(axes) if axes.iter().all(|axis| matches!(axis, Axis::Argument(_))));
    if has_zero || given.contains(&Output::Unknown) && depends_on_input {
        return Output::Unknown;
    }
    Output::Constant(axes)
}

/// The number of axes, where it does not depend on the input.
fn axes(entry: &Entry, layer: &Layer) -> Option<usize> {
    axes_of(entry, layer.values()?)
}

/// The number of axes of what has a layer at each step: one more than that layer gives.
fn axes_of_steps(entry: &Entry, values: &Values, given: Output) -> Option<usize> {
    if entry.gives != Gives::OfSteps {
        return None;
    }
    let given = match given {
        Output::Known(shape) => shape.rank(),
        Output::Constant(rank) => rank,
        Output::Opaque | Output::Unknown => return None,
    };
    let inner = values.inner()?;
    Some(axes_of(layers::of_inner(inner)?, &inner.values).map_or(given, |axes| axes + 1))
}

fn axes_of(entry: &Entry, values: &Values) -> Option<usize> {
    match entry.gives {
        Gives::Axes(axes) => Some(axes.len()),
        Gives::Argument(argument) => values.shape(argument).map(<[Size]>::len),
        Gives::Channels(flag) if values.flag(flag) => entry.rank,
        Gives::Steps(flag) if values.flag(flag) => Some(2),
        Gives::Flat | Gives::Channels(_) | Gives::Steps(_) => Some(1),
        Gives::Same | Gives::Derived | Gives::OfSteps | Gives::OfType => None,
    }
}
