//! Which layers may stand where.

use crate::errors::Errors;
use crate::syntax::{Argument, Form, Layer, Place};
use crate::words;

/// An input first and only there, a layer after it, and no dropout at the end.
pub(super) fn check(layers: &mut [Layer], form: &Form, place: Place, errors: &mut Errors) {
    let Some(first) = layers.first() else {
        // Where layers were written, their own mistakes are reported.
        if errors.is_empty() {
            errors.help(
                place,
                "this model has no layers",
                "write `Input<…>` and one layer or more",
            );
        }
        return;
    };
    if !first.is_input() {
        let found = format!("a model starts with its input, found layer 1 `{}`", first.text);
        let help = if layers.iter().any(Layer::is_input) {
            "move `Input<…>` to the front".to_owned()
        } else if let Some(size) = input_size(first) {
            format!("write `Input<{size}>` before it, and leave the input's size out of the layer")
        } else {
            "write `Input<2>` before it for a vector, `Input<28, 28, 1>` for an image".to_owned()
        };
        // A model inside of the model starts with its own.
        if !words::is_one_of(&first.kind.text(), &["Sequential", "Model", "Functional"]) {
            errors.help(first.kind.place, found, help);
        }
    }
    let starts_with_input = first.is_input();
    let mut inputs = layers.iter().filter(|layer| layer.is_input());
    inputs.next();
    for second in inputs.filter(|_| starts_with_input) {
        errors.help(
            second.kind.place,
            format!("a model has one input, found a second one, `{}`", second.text),
            "leave it out",
        );
    }
    if layers.iter().all(Layer::is_input) && errors.is_empty() {
        errors.help(
            first.kind.place,
            "there is no layer after the input",
            "write one, as in `Dense<1>`",
        );
    }
    if let Form::Anonymous = *form {
        for name in layers.iter().filter_map(|layer| layer.name.as_ref()) {
            errors.help(
                name.place,
                format!(
                    "the anonymous form has no fields, so that nothing can be named `{}`",
                    name.ident
                ),
                "leave the name out, or write the model as a struct",
            );
        }
    }
    // Dropout works between layers, while training; at the end it would only spoil what the loss sees.
    if let Some(last) = layers.last()
        && let Some(entry) = crate::layers::find(&last.kind.text())
        && entry.is_noise
    {
        errors.help(
            last.kind.place,
            format!(
                "{} is the last layer, where it would {} the model's own answers",
                last.subject(),
                crate::layers::what_noise_does(entry.name)
            ),
            "leave it out, or put a layer after it",
        );
    }
    if !starts_with_input && let Some(first) = layers.first_mut() {
        // That is said already.
        first.arguments.retain(|argument| !is_input_size(argument));
    }
}

/// Whether an argument tells a layer its input's size, as in Keras and PyTorch.
fn is_input_size(argument: &Argument) -> bool {
    (argument.name.as_ref()).is_some_and(|name| words::INPUT_SIZES.iter().any(|known| name.ident == known))
}

/// The input's size as Keras's older models tell it their first layer: `2`, `28, 28, 1`.
fn input_size(layer: &Layer) -> Option<String> {
    let argument = layer.arguments.iter().find(|argument| is_input_size(argument))?;
    Some(argument.value.text.trim_matches(['(', ')', ',', ' ']).to_owned())
}
