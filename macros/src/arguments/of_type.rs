//! `Model<Encoder>`, `Custom<MyLayer>`: layers that are named by a type.

use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Values};
use crate::words;

const MODEL: Signature = Signature {
    positional: &["model"],
    named: &[],
    later: &["trainable"],
    sample: "Model<Encoder>",
};

const CUSTOM: Signature = Signature {
    positional: &["layer"],
    sample: "Custom<MyLayer>",
    ..MODEL
};

pub(crate) fn model(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    read(
        layer,
        MODEL,
        ("a model", "write a model's name, as in `Model<Encoder>`"),
        errors,
    )
}

pub(crate) fn custom(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let help = "write the name of a type that implements `CustomLayer`, as in `Custom<MyLayer>`";
    read(layer, CUSTOM, ("a layer", help), errors)
}

fn read(layer: &Layer, signature: Signature, (what, help): (&str, &str), errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let [argument] = *signature.positional else {
        return None;
    };
    let value = arguments.required(argument, errors)?;
    match &value.kind {
        ValueKind::Path(path) if words::is_layer(&path.last.text()) && value.text == path.last.text() => {
            errors.help(
                value.place,
                format!("{subject}: `{}` is a layer of this crate", value.text),
                format!("write `{}<…>` without `{}`", value.text, layer.kind.text()),
            );
            None
        }
        ValueKind::Path(_) | ValueKind::Type => {
            Some(Values::default().with(argument, Argument::Path(value.tokens.clone())))
        }
        ValueKind::Broken => None,
        _ => {
            errors.help(
                value.place,
                format!("{subject}: expected the type of {what}, found {}", found(value)),
                help,
            );
            None
        }
    }
}
