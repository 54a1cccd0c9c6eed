//! Which layers may stand where.

use crate::errors::Errors;
use crate::syntax::{Form, Layer, Source};

/// An input first and only there, a layer after it, and no dropout at the end.
pub(super) fn check(source: &Source, errors: &mut Errors) {
    let Some(first) = source.layers.first() else {
        // Where layers were written, their own mistakes are reported.
        if errors.is_empty() {
            errors.help(
                source.place,
                "this model has no layers",
                "write `Input<…>` and one layer or more",
            );
        }
        return;
    };
    if !first.is_input() {
        let found = format!("a model starts with its input, found layer 1 `{}`", first.text);
        let help = if source.layers.iter().any(Layer::is_input) {
            "move `Input<…>` to the front"
        } else {
            "write `Input<2>` before it for a vector, `Input<28, 28, 1>` for an image"
        };
        errors.help(first.kind.place, found, help);
    }
    let mut inputs = source.layers.iter().filter(|layer| layer.is_input());
    inputs.next();
    for second in inputs.filter(|_| first.is_input()) {
        errors.help(
            second.kind.place,
            format!("a model has one input, found a second one, `{}`", second.text),
            "leave it out",
        );
    }
    if source.layers.iter().all(Layer::is_input) && errors.is_empty() {
        errors.help(
            first.kind.place,
            "there is no layer after the input",
            "write one, as in `Dense<1>`",
        );
    }
    if let Form::Anonymous = source.form {
        for name in source.layers.iter().filter_map(|layer| layer.name.as_ref()) {
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
    if let Some(last) = source.layers.last()
        && last.kind.ident == "Dropout"
    {
        errors.help(
            last.kind.place,
            format!(
                "{} is the last layer, where it would drop the model's own answers",
                last.subject()
            ),
            "leave it out, or put a layer after it",
        );
    }
}
