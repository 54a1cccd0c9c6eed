//! `TimeDistributed<Dense<8>>`, `Bidirectional<Lstm<8>, merge_mode = Sum>`

use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::layers::{self, Entry, Takes};
use crate::syntax::{Layer, Value, ValueKind};
use crate::values::{Argument, Inner, Values};
use crate::words;

const TIME_DISTRIBUTED: Signature = Signature {
    positional: &["layer"],
    named: &["layer"],
    later: &[],
    sample: "TimeDistributed<Dense<8>>",
};

const BIDIRECTIONAL: Signature = Signature {
    positional: &["layer", "merge_mode"],
    named: &["layer", "merge_mode"],
    later: &["backward_layer"],
    sample: "Bidirectional<Lstm<8>, merge_mode = Sum>",
};

/// The layers that go over the steps.
const RECURRENT: [&str; 3] = ["Lstm", "Gru", "SimpleRnn"];

pub(crate) fn time_distributed(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, TIME_DISTRIBUTED, errors);
    let value = arguments.required("layer", errors)?;
    let (entry, inner) = inner(value, layer, errors)?;
    let (sentence, help) = match entry.name {
        "Model" => (
            "a model cannot stand here",
            "write `TimeDistributed` around each of its layers",
        ),
        "Custom" => (
            "a layer of your own cannot stand here",
            "let it take the whole sequence",
        ),
        _ if entry.takes != Takes::One => (
            "a layer of several values cannot stand here",
            "it takes whole sequences: leave out `TimeDistributed`",
        ),
        _ => return Some(Values::default().with("layer", Argument::Layer(Box::new(inner)))),
    };
    errors.help(value.place, format!("{subject}: {sentence}"), help);
    None
}

pub(crate) fn bidirectional(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, BIDIRECTIONAL, errors);
    let merge_mode = arguments.word("merge_mode", &["Concat", "Sum", "Mul", "Ave"], errors);
    let value = arguments.required("layer", errors)?;
    let (entry, inner) = inner(value, layer, errors)?;
    if !RECURRENT.contains(&entry.name) {
        errors.help(
            value.place,
            format!("{subject}: `{}` has no direction", inner.text),
            "a recurrent layer stands here, as in `Bidirectional<Lstm<8>>`",
        );
        return None;
    }
    let merge_mode = merge_mode?;
    let values = inner
        .values
        .with_other("directions", ("directions", Argument::Count(2)))
        .with_other("concatenates", ("concatenates", Argument::Flag(merge_mode == "Concat")))
        // What comes out is no value of the activation.
        .with_other("softmax", ("softmax", Argument::Flag(false)))
        .renamed("activation", "cell_activation")
        .with("of_type", Argument::Word(entry.of_type))
        .with("merge_mode", Argument::Word(merge_mode));
    Some(values)
}

/// A layer that stands as an argument.
fn inner(value: &Value, outer: &Layer, errors: &mut Errors) -> Option<(&'static Entry, Inner)> {
    let subject = outer.subject();
    let path = match &value.kind {
        ValueKind::Path(path) if !path.qualified => path,
        ValueKind::Broken => return None,
        _ => {
            errors.help(
                value.place,
                format!("{subject}: expected a layer, found {}", found(value)),
                format!(
                    "write it as in `{}`",
                    if outer.kind.ident == "Bidirectional" {
                        BIDIRECTIONAL.sample
                    } else {
                        TIME_DISTRIBUTED.sample
                    }
                ),
            );
            return None;
        }
    };
    let word = path.last.text();
    let Some(entry) = layers::find(&word) else {
        let (sentence, help) = match words::later_layer(&word) {
            Some(_) => ("is not in this version of layerproof yet", words::layers_help()),
            None => ("is no layer", words::layer_help(&word)),
        };
        errors.help(path.last.place, format!("{subject}: `{word}` {sentence}"), help);
        return None;
    };
    let layer = Layer {
        docs: proc_macro2::TokenStream::new(),
        name: None,
        kind: path.last.clone(),
        arguments: path.arguments.clone().unwrap_or_default(),
        position: outer.position,
        text: value.text.clone(),
        broken: false,
        respelled: false,
    };
    let values = (entry.read)(&layer, errors)?;
    let inner = Inner {
        values,
        word: path.last.clone(),
        text: value.text.clone(),
    };
    Some((entry, inner))
}
