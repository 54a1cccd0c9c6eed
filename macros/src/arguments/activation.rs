//! Activations: as an argument, as `Activation<Relu>`, and as layers of their own.

use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Argument, Layer, Path, Value, ValueKind, Word};
use crate::values::{Activation, Values};
use crate::words;

const LAYER: Signature = Signature {
    positional: &["activation"],
    named: &["activation"],
    later: &[],
    sample: "Activation<Relu>",
};

/// `Activation<Relu>`
pub(crate) fn layer(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, LAYER, errors);
    arguments.required("activation", errors)?;
    Some(of_layer(argument(&arguments, errors)))
}

/// `Relu` as a layer of its own.
pub(crate) fn alone(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let name = words::ACTIVATIONS.iter().find(|name| layer.kind.ident == **name)?;
    if *name == "Linear" && !layer.arguments.is_empty() {
        if !layer.respelled {
            like_pytorch(layer, &subject, errors);
        }
        return None;
    }
    build(name, &layer.kind, &layer.arguments, &subject, true, errors).map(of_layer)
}

fn of_layer(activation: Activation) -> Values {
    Values::default().with("activation", crate::values::Argument::Activation(activation))
}

/// `Linear<2, 8>` is PyTorch's word for a dense layer.
fn like_pytorch(layer: &Layer, subject: &str, errors: &mut Errors) {
    let units = layer
        .arguments
        .iter()
        .rfind(|argument| matches!(argument.value.kind, ValueKind::Integer(_)));
    let dense = units.map_or_else(|| "Dense<…>".to_owned(), |units| format!("Dense<{}>", units.value.text));
    errors.help(
        layer.kind.place,
        format!("{subject}: `Linear` is the activation that changes nothing, and takes no arguments"),
        format!("a layer with weights is `{dense}`; it takes its input size from the layer before it"),
    );
}

/// The argument `activation`, or linear without it. After a mistake it is what is probably meant, so that the wrong word
/// is not followed by a wrong loss.
pub(crate) fn argument(arguments: &Arguments<'_>, errors: &mut Errors) -> Activation {
    let Some(value) = arguments.get("activation") else {
        return Activation::linear();
    };
    if let ValueKind::Path(path) = &value.kind
        && arguments.signature.named.contains(&"padding")
        && let Some(padding) = ["Same", "Valid", "Causal"]
            .iter()
            .filter(|word| **word != "Causal" || arguments.owner.ident == "Conv1d")
            .find(|word| words::is_one_of(&path.last.text(), &[word]))
    {
        let sentence = format!(
            "{}: `{}` is a padding, not an activation",
            arguments.subject, value.text
        );
        errors.help(value.place, sentence, format!("write `padding = {padding}`"));
        return Activation::unknown();
    }
    activation(value, arguments.subject, errors)
        .or_else(|| guess(value))
        .unwrap_or_else(Activation::unknown)
}

fn guess(value: &Value) -> Option<Activation> {
    let word = match &value.kind {
        ValueKind::Path(path) => path.last.text(),
        ValueKind::Text(text) => text.clone(),
        _ => return None,
    };
    let name = words::nearest_activation(&word)?;
    Some(Activation {
        name,
        ..Activation::linear()
    })
}

fn activation(value: &Value, subject: &str, errors: &mut Errors) -> Option<Activation> {
    let (word, path) = match &value.kind {
        ValueKind::Path(path) => (path.last.text(), Some(path)),
        ValueKind::Text(text) => (text.clone(), None),
        ValueKind::Broken => return None,
        _ => {
            let sentence = format!("{subject}: expected an activation, found {}", found(value));
            errors.help(value.place, sentence, "an activation is a name, such as `Relu`");
            return None;
        }
    };
    if let Some(Path {
        last,
        qualified,
        arguments,
    }) = path
        && let Some(name) = words::ACTIVATIONS.iter().find(|name| **name == word)
    {
        if *qualified {
            let sentence = format!("{subject}: an activation is written by its name alone");
            errors.help(value.place, sentence, format!("write `{word}`"));
        }
        return build(
            name,
            last,
            arguments.as_deref().unwrap_or_default(),
            subject,
            false,
            errors,
        );
    }
    let place = path.map_or(value.place, |path| path.last.place);
    if words::is_activation(&word) {
        let sentence = format!("{subject}: expected an activation, found {}", found(value));
        errors.help(place, sentence, format!("write it without quotes: `{word}`"));
        return None;
    }
    if words::later_activation(&word).is_some() {
        errors.help(
            place,
            format!("{subject}: the activation `{word}` is not in this version of layerproof yet"),
            activations(),
        );
        return None;
    }
    let what = if path.is_none() {
        format!("{subject}: expected an activation, found {}", found(value))
    } else if words::is_layer(&word) {
        format!("{subject}: `{word}` is a layer, not an activation")
    } else if words::is_initializer(&word) {
        format!("{subject}: `{word}` is an initializer, not an activation")
    } else {
        format!("{subject}: there is no activation `{word}`")
    };
    let help = if words::is_initializer(&word) {
        format!("write `kernel_initializer = {word}`")
    } else if words::is_layer(&word) {
        format!("write `{word}` as a layer after this one")
    } else {
        match (words::nearest_activation(&word), path) {
            (Some(near), None) => format!("write it without quotes: `{near}`"),
            (Some("Linear"), _) => "leave it out, or write `Linear`".to_owned(),
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, _) => activations(),
        }
    };
    errors.help(place, what, help);
    None
}

fn activations() -> String {
    "activations have Keras's names in Rust's case, such as `Relu` and `LeakyRelu`: `layerproof::activations` lists all"
        .to_owned()
}

/// An activation with its own arguments. As a layer it has another default slope, as in Keras.
fn build(
    name: &'static str,
    word: &Word,
    arguments: &[Argument],
    subject: &str,
    is_layer: bool,
    errors: &mut Errors,
) -> Option<Activation> {
    let signature = match name {
        "LeakyRelu" => Signature {
            positional: &["negative_slope"],
            named: &["negative_slope"],
            later: &[],
            sample: "LeakyRelu<negative_slope = 0.3>",
        },
        "Elu" => Signature {
            positional: &["alpha"],
            named: &["alpha"],
            later: &[],
            sample: "Elu<alpha = 1.0>",
        },
        "Relu" => Signature {
            positional: &[],
            named: &[],
            later: &["max_value", "negative_slope", "threshold"],
            sample: "Relu",
        },
        "Gelu" => Signature {
            positional: &[],
            named: &[],
            later: &["approximate"],
            sample: "Gelu",
        },
        "Softmax" => Signature {
            positional: &[],
            named: &[],
            later: &["axis", "dim"],
            sample: "Softmax",
        },
        name => Signature {
            positional: &[],
            named: &[],
            later: &[],
            sample: name,
        },
    };
    let inside = if is_layer {
        subject.to_owned()
    } else {
        format!("{subject}: `{name}`")
    };
    let arguments = Arguments::new(word, arguments, &inside, signature, errors);
    let parameter = match name {
        "LeakyRelu" => Some(arguments.number("negative_slope", Some(if is_layer { 0.3 } else { 0.2 }), errors)?),
        "Elu" => Some(arguments.number("alpha", Some(1.0), errors)?),
        _ => None,
    };
    if name == "LeakyRelu"
        && let (Some(slope), Some(value)) = (parameter, arguments.get("negative_slope"))
        && slope < 0.0
    {
        errors.help(
            value.place,
            format!("{inside}: `negative_slope` must be at least 0, found `{}`", value.text),
            "write the slope itself, such as `0.3`: the part below zero is multiplied by it",
        );
    }
    Some(Activation {
        name,
        word: Some(word.clone()),
        parameter,
        is_unknown: false,
    })
}
