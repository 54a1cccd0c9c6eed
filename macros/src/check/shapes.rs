//! Whether the layers fit, as far as literals tell; the rest the compiler checks, by the same rules.

use layerproof_rules as rules;

use crate::errors::Errors;
use crate::model::{Kind, Layer, Model, Size, literal_shape};

/// What comes out of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Known here and now.
    Known(rules::Shape),
    /// So many axes, whose sizes only the compiler knows.
    Constant(usize),
    /// Unknown after a mistake that is reported.
    Unknown,
}

/// The output of the input and of each layer.
pub(super) fn check(model: &Model, errors: &mut Errors) -> Vec<Output> {
    let mut outputs = vec![input(model, errors)];
    let mut before = rules::Place {
        position: 0,
        source: &model.input.text,
    };
    let mut given = outputs.first().copied().unwrap_or(Output::Unknown);
    let mut parameters = 0;
    for layer in &model.layers {
        given = output(layer, given, before, &mut parameters, errors);
        outputs.push(given);
        before = layer.place();
    }
    outputs
}

fn input(model: &Model, errors: &mut Errors) -> Output {
    let Some(sizes) = &model.input.sizes else {
        return Output::Unknown;
    };
    match literal_shape(sizes) {
        Some(shape) if shape.has_zero() => Output::Unknown,
        Some(shape) if shape.values().is_none() => {
            errors.help(
                model.input.word.place,
                format!("`{}` has more values than memory can address", model.input.text),
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
    layer: &Layer,
    given: Output,
    before: rules::Place<'_>,
    parameters: &mut usize,
    errors: &mut Errors,
) -> Output {
    let Some(rule) = layer.rule() else {
        return rank(layer, given);
    };
    match given {
        Output::Known(shape) => match rule.output_in_model(shape, *parameters) {
            Ok((shape, all)) => {
                *parameters = all;
                Output::Known(shape)
            }
            // A zero is reported already, by the argument that it is.
            Err(rules::Misfit::Zero(_)) => Output::Unknown,
            Err(misfit) => {
                errors.add(
                    layer.blame(misfit),
                    misfit.message(layer.place(), before, shape).as_str(),
                );
                match misfit {
                    rules::Misfit::NeedsVector => known(rule.output_of_any_input()),
                    _ => Output::Unknown,
                }
            }
        },
        Output::Unknown => known(rule.output_of_any_input()),
        Output::Constant(_) => match rule.output_of_any_input() {
            // What comes in is the compiler's business, but what comes out is known again.
            Some(shape) => Output::Known(shape),
            None => rank(layer, given),
        },
    }
}

/// A shape after a mistake, unless it is one that would cost the compiler more than it helps the user.
fn known(shape: Option<rules::Shape>) -> Output {
    let is_bearable = |shape: &rules::Shape| {
        shape
            .values()
            .is_some_and(|values| values <= rules::MOST_PARAMETERS / 4)
    };
    shape.filter(is_bearable).map_or(Output::Unknown, Output::Known)
}

/// The number of axes that come out, where a size is a constant.
fn rank(layer: &Layer, given: Output) -> Output {
    let axes = match &layer.kind {
        Kind::Dense(_) | Kind::Flatten | Kind::GlobalAveragePooling2d => 1,
        Kind::Conv2d(_) | Kind::MaxPooling2d(_) => 3,
        Kind::Reshape { shape } => shape.len(),
        Kind::Activation(_) | Kind::Dropout { .. } => return given,
        Kind::Unknown => return Output::Unknown,
    };
    let has_zero = layer.sizes().iter().any(|size| Size::literal(size) == Some(0));
    if has_zero || given == Output::Unknown && !matches!(layer.kind, Kind::Dense(_)) {
        return Output::Unknown;
    }
    Output::Constant(axes)
}
