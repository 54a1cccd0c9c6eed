//! Activations: as an argument, as `Activation<Relu>`, and as layers of their own.

use super::value::found;
use super::{Arguments, Signature, initializer, merging, normalizing};
use crate::errors::Errors;
use crate::syntax::{Argument, Layer, Path, Value, ValueKind, Word};
use crate::values::{Activation, Setting, Values};
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

/// `PRelu<shared_axes = (1, 2)>`
pub(crate) fn p_relu(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["shared_axes", "alpha_initializer"],
        later: &["alpha_regularizer", "alpha_constraint"],
        sample: "PRelu<shared_axes = (1, 2)>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let shared_axes = match arguments.get("shared_axes") {
        Some(value) => normalizing::axis_list(value, "shared_axes", &arguments, errors)?,
        None => [0; 3],
    };
    let alpha = initializer::argument(&arguments, "alpha_initializer", "Zeros", errors);
    let values = Values::default()
        .with("shared_axes", crate::values::Argument::AxisList(shared_axes))
        .with("alpha_initializer", crate::values::Argument::Initializer(alpha));
    Some(values)
}

/// Whether this is a softmax along an axis that is not the last one.
pub(crate) fn is_softmax_over(layer: &Layer) -> bool {
    layer.kind.ident == "Softmax"
        && layer.arguments.iter().any(|argument| {
            (argument.name.as_ref()).is_some_and(|name| name.ident == "axis") && argument.value.text != "-1"
        })
}

/// `Softmax<axis = 1>`
pub(crate) fn softmax_over(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let signature = Signature {
        positional: &[],
        named: &["axis"],
        later: &[],
        sample: "Softmax<axis = 1>",
    };
    let arguments = Arguments::of_layer(layer, &subject, signature, errors);
    let value = arguments.required("axis", errors)?;
    let axis = merging::axis(value, "axis", &subject, errors)?;
    let values = Values::default()
        .with("axes", crate::values::Argument::AxisList([axis, 0, 0]))
        .with("center", crate::values::Argument::Flag(false))
        .with("scale", crate::values::Argument::Flag(false))
        .with("axis", crate::values::Argument::Axis(axis));
    Some(values)
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

/// An argument that is an activation, or the default without it. After a mistake it is what is probably meant.
pub(crate) fn of(arguments: &Arguments<'_>, argument: &str, default: &'static str, errors: &mut Errors) -> Activation {
    let Some(value) = arguments.get(argument) else {
        return Activation {
            name: default,
            ..Activation::linear()
        };
    };
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
    let function = FUNCTIONS.iter().find(|function| function.name == name);
    let signature = match function {
        Some(function) => function.signature,
        None => Signature {
            positional: &[],
            // Of a layer: any other axis than the last is another layer's.
            named: if name == "Softmax" && is_layer { &["axis"] } else { &[] },
            later: if name == "LogSoftmax" { &["axis"] } else { &[] },
            sample: name,
        },
    };
    let inside = if is_layer {
        subject.to_owned()
    } else {
        format!("{subject}: `{name}`")
    };
    let arguments = Arguments::new(word, arguments, &inside, signature, errors);
    let mut name = name;
    let mut settings = Vec::new();
    if name == "Gelu" {
        if arguments.flag("approximate", false, errors)? {
            settings.push(Setting::Flag(true));
        }
    } else if let Some(function) = function {
        let numbers = numbers(function, &arguments, is_layer, errors)?;
        if let ("Relu", [max_value, negative_slope, threshold]) = (name, numbers.as_slice()) {
            let is_plain = *max_value == f64::INFINITY && *threshold == 0.0;
            if *negative_slope != 0.0 {
                name = "LeakyRelu";
                settings.push(Setting::Number(*negative_slope));
            }
            if !is_plain {
                settings.extend([Setting::Number(*max_value), Setting::Number(*threshold)]);
            }
        } else if numbers
            .iter()
            .zip(function.numbers)
            .any(|(number, known)| *number != known.of_type)
        {
            settings.extend(numbers.into_iter().map(Setting::Number));
        }
    }
    Some(Activation {
        name,
        word: Some(word.clone()),
        settings,
        is_unknown: false,
    })
}

/// The numbers of a function, in the order of its table.
fn numbers(function: &Function, arguments: &Arguments<'_>, is_layer: bool, errors: &mut Errors) -> Option<Vec<f64>> {
    let mut numbers = Vec::new();
    for known in function.numbers {
        if known.is_required {
            arguments.required(known.name, errors)?;
        }
        let default = if is_layer { known.of_layer } else { known.of_type };
        let number = arguments.number(known.name, Some(default), errors)?;
        let bound = match known.least {
            Least::Any => None,
            Least::Zero => (number < 0.0).then_some("at least 0"),
            Least::AboveZero => (number <= 0.0).then_some("above 0"),
        };
        if let (Some(bound), Some(value)) = (bound, arguments.get(known.name)) {
            let help = if known.name == "negative_slope" {
                "write the slope itself, such as `0.3`: the part below zero is multiplied by it".to_owned()
            } else {
                format!("write it as in `{}`", function.signature.sample)
            };
            errors.help(
                value.place,
                format!(
                    "{}: `{}` must be {bound}, found `{}`",
                    arguments.subject, known.name, value.text
                ),
                help,
            );
            return None;
        }
        numbers.push(number);
    }
    Some(numbers)
}

/// An activation with settings.
struct Function {
    name: &'static str,
    signature: Signature,
    numbers: &'static [Number],
}

/// A setting that is a number.
struct Number {
    name: &'static str,
    /// The default of the function, and that of its type.
    of_type: f64,
    /// The default of the layer: one function has another.
    of_layer: f64,
    least: Least,
    is_required: bool,
}

/// What a number must not be below.
#[derive(Clone, Copy)]
enum Least {
    Any,
    Zero,
    AboveZero,
}

const fn number(name: &'static str, default: f64, least: Least) -> Number {
    Number {
        name,
        of_type: default,
        of_layer: default,
        least,
        is_required: false,
    }
}

const fn required(name: &'static str) -> Number {
    Number {
        is_required: true,
        ..number(name, 0.0, Least::Any)
    }
}

const fn signature(names: &'static [&'static str], sample: &'static str) -> Signature {
    Signature {
        positional: names,
        named: names,
        later: &[],
        sample,
    }
}

static FUNCTIONS: [Function; 9] = [
    Function {
        name: "Relu",
        signature: signature(
            &["max_value", "negative_slope", "threshold"],
            "Relu<max_value = 6.0, negative_slope = 0.1, threshold = 1.0>",
        ),
        numbers: &[
            number("max_value", f64::INFINITY, Least::Zero),
            number("negative_slope", 0.0, Least::Zero),
            number("threshold", 0.0, Least::Zero),
        ],
    },
    Function {
        name: "LeakyRelu",
        signature: signature(&["negative_slope"], "LeakyRelu<negative_slope = 0.3>"),
        numbers: &[Number {
            of_layer: 0.3,
            ..number("negative_slope", 0.2, Least::Zero)
        }],
    },
    Function {
        name: "Elu",
        signature: signature(&["alpha"], "Elu<alpha = 1.0>"),
        numbers: &[number("alpha", 1.0, Least::Any)],
    },
    Function {
        name: "Celu",
        signature: signature(&["alpha"], "Celu<alpha = 1.0>"),
        numbers: &[number("alpha", 1.0, Least::AboveZero)],
    },
    Function {
        name: "Gelu",
        signature: signature(&["approximate"], "Gelu<approximate = true>"),
        numbers: &[],
    },
    Function {
        name: "SquarePlus",
        signature: signature(&["b"], "SquarePlus<b = 4.0>"),
        numbers: &[number("b", 4.0, Least::Zero)],
    },
    Function {
        name: "SoftShrink",
        signature: signature(&["threshold"], "SoftShrink<threshold = 0.5>"),
        numbers: &[number("threshold", 0.5, Least::Zero)],
    },
    Function {
        name: "HardShrink",
        signature: signature(&["threshold"], "HardShrink<threshold = 0.5>"),
        numbers: &[number("threshold", 0.5, Least::Zero)],
    },
    Function {
        name: "Threshold",
        signature: signature(
            &["threshold", "default_value"],
            "Threshold<threshold = 0.1, default_value = 20.0>",
        ),
        numbers: &[required("threshold"), required("default_value")],
    },
];
