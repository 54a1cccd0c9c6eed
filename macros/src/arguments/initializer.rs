//! `kernel_initializer = HeNormal`, `bias_initializer = Constant<0.1>`

use super::restraint::{self, Kind};
use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Argument, Value, ValueKind, Word};
use crate::values::{Initializer, Restraint, Setting, Values};
use crate::words;

/// What the variance of a `VarianceScaling` is divided by, and how it is distributed, in the order in which its type counts them.
const FANS: [&str; 3] = ["FanIn", "FanOut", "FanAvg"];
const DISTRIBUTIONS: [&str; 3] = ["TruncatedNormal", "UntruncatedNormal", "Uniform"];

/// What the layers with a kernel and a bias say of them.
pub(crate) struct KernelAndBias {
    use_bias: bool,
    kernel: Initializer,
    /// That of a second kernel, where there is one.
    pointwise: Option<Initializer>,
    bias: Initializer,
    restraints: Vec<(&'static str, Restraint)>,
}

/// The regularisers and constraints of kernel and bias.
const RESTRAINTS: [(&str, Kind); 4] = [
    ("kernel_regularizer", Kind::Regularizer),
    ("bias_regularizer", Kind::Regularizer),
    ("kernel_constraint", Kind::Constraint),
    ("bias_constraint", Kind::Constraint),
];

impl KernelAndBias {
    pub(crate) fn use_bias(&self) -> bool {
        self.use_bias
    }

    /// Puts them behind a layer's own arguments.
    pub(crate) fn after(self, values: Values) -> Values {
        let values = values
            .with("use_bias", crate::values::Argument::Flag(self.use_bias))
            .with("kernel_initializer", crate::values::Argument::Initializer(self.kernel))
            .with("bias_initializer", crate::values::Argument::Initializer(self.bias));
        let values = match self.pointwise {
            Some(pointwise) => values.with("pointwise_initializer", crate::values::Argument::Initializer(pointwise)),
            None => values,
        };
        self.restraints
            .into_iter()
            .fold(values, |values, (argument, restraint)| {
                values.with(argument, crate::values::Argument::Restraint(restraint))
            })
    }
}

/// `use_bias`, and initialisers, regularisers and constraints of a kernel with so many axes and of the bias.
pub(crate) fn kernel_and_bias(arguments: &Arguments<'_>, rank: usize, errors: &mut Errors) -> KernelAndBias {
    kernel_as("kernel", arguments, rank, errors)
}

/// The same with a `depthwise_initializer` and its like.
pub(crate) fn depthwise_and_bias(arguments: &Arguments<'_>, rank: usize, errors: &mut Errors) -> KernelAndBias {
    kernel_as("depthwise", arguments, rank, errors)
}

/// The same with a `pointwise_initializer` besides.
pub(crate) fn separable(arguments: &Arguments<'_>, rank: usize, errors: &mut Errors) -> KernelAndBias {
    KernelAndBias {
        pointwise: Some(argument(arguments, "pointwise_initializer", "GlorotUniform", errors)),
        ..kernel_as("depthwise", arguments, rank, errors)
    }
}

/// The same with this word for the kernel.
fn kernel_as(word: &str, arguments: &Arguments<'_>, rank: usize, errors: &mut Errors) -> KernelAndBias {
    let use_bias = arguments.flag("use_bias", true, errors);
    let kernel = argument(arguments, &format!("{word}_initializer"), "GlorotUniform", errors);
    let bias = argument(arguments, "bias_initializer", "Zeros", errors);
    if kernel.name == "Identity" && rank != 2 {
        let place = kernel.word.as_ref().map_or(arguments.owner.place, |word| word.place);
        errors.help(
            place,
            format!(
                "{}: `Identity` draws a matrix, and this kernel has {rank} axes",
                arguments.subject
            ),
            "use another one, such as `GlorotUniform`",
        );
    }
    let mut restraints = Vec::new();
    for (argument, kind) in RESTRAINTS {
        let rank = if argument.starts_with("bias") { 1 } else { rank };
        let written = argument.replace("kernel", word);
        let restraint = restraint::argument(arguments, &written, kind, rank, errors);
        restraints.extend(restraint.map(|restraint| (argument, restraint)));
    }
    needs_bias(arguments, use_bias, errors);
    KernelAndBias {
        use_bias: use_bias.unwrap_or(true),
        kernel,
        pointwise: None,
        bias,
        restraints,
    }
}

/// An argument that is an initialiser. After a mistake it is the default, which cannot make a second one.
pub(super) fn argument(
    arguments: &Arguments<'_>,
    argument: &str,
    default: &'static str,
    errors: &mut Errors,
) -> Initializer {
    let value = arguments.get(argument);
    let read = value.and_then(|value| initializer(value, argument, arguments.subject, errors));
    if let (Some(read), Some(value)) = (&read, value)
        && matches!(read.name, "Orthogonal" | "Identity")
        && argument == "bias_initializer"
    {
        errors.help(
            value.place,
            format!(
                "{}: `{}` draws a matrix, and a bias is none",
                arguments.subject, read.name
            ),
            "use another one, such as `Zeros`",
        );
    }
    read.unwrap_or_else(|| Initializer::default(default))
}

/// What is said of a bias that does not exist is a mistake.
fn needs_bias(arguments: &Arguments<'_>, use_bias: Option<bool>, errors: &mut Errors) {
    if use_bias != Some(false) {
        return;
    }
    for (argument, what) in [
        ("bias_initializer", "to fill"),
        ("bias_regularizer", "to add to the loss"),
        ("bias_constraint", "to act on"),
    ] {
        if let Some(value) = arguments.get(argument) {
            errors.help(
                value.place,
                format!(
                    "{}: `{argument}` has no bias {what}, as `use_bias = false`",
                    arguments.subject
                ),
                "leave out one of the two",
            );
        }
    }
}

fn initializer(value: &Value, argument: &str, subject: &str, errors: &mut Errors) -> Option<Initializer> {
    let (word, path) = match &value.kind {
        ValueKind::Path(path) => (path.last.text(), Some(path)),
        ValueKind::Text(text) => (text.clone(), None),
        ValueKind::Broken => return None,
        kind => {
            let help = match kind {
                ValueKind::Integer(_) | ValueKind::Float(_) => {
                    format!("write `{argument} = Constant<{}>`", value.text)
                }
                _ => "an initializer is a name, such as `HeNormal`".to_owned(),
            };
            errors.help(
                value.place,
                format!("{subject}: expected an initializer, found {}", found(value)),
                help,
            );
            return None;
        }
    };
    if let Some(path) = path
        && let Some(name) = words::INITIALIZERS.iter().find(|name| **name == word)
    {
        if path.qualified {
            let sentence = format!("{subject}: an initializer is written by its name alone");
            errors.help(value.place, sentence, format!("write `{word}`"));
        }
        return build(
            name,
            &path.last,
            path.arguments.as_deref().unwrap_or_default(),
            subject,
            errors,
        );
    }
    let place = path.map_or(value.place, |path| path.last.place);
    let sentence = if path.is_none() || words::is_activation(&word) || words::is_layer(&word) {
        format!("{subject}: expected an initializer, found {}", found(value))
    } else {
        format!("{subject}: there is no initializer `{word}`")
    };
    let help = match (words::nearest_initializer(&word), path) {
        (Some(near), None) => format!("write it without quotes: `{near}`"),
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, _) => initializers(),
    };
    errors.help(place, sentence, help);
    None
}

fn initializers() -> String {
    "initializers have Keras's names in Rust's case, such as `HeNormal`: `layerproof::initializers` lists all"
        .to_owned()
}

fn build(
    name: &'static str,
    word: &Word,
    arguments: &[Argument],
    subject: &str,
    errors: &mut Errors,
) -> Option<Initializer> {
    // Each argument with Keras's default.
    let (signature, defaults): (Signature, &[(&str, Option<f64>)]) = match name {
        "Constant" => (signature(&["value"], "Constant<0.1>"), &[("value", None)]),
        "RandomUniform" => (
            signature(&["min", "max"], "RandomUniform<min = -0.05, max = 0.05>"),
            &[("min", Some(-0.05)), ("max", Some(0.05))],
        ),
        "RandomNormal" => (
            signature(&["mean", "stddev"], "RandomNormal<mean = 0.0, stddev = 0.05>"),
            &[("mean", Some(0.0)), ("stddev", Some(0.05))],
        ),
        "TruncatedNormal" => (
            signature(&["mean", "stddev"], "TruncatedNormal<mean = 0.0, stddev = 0.05>"),
            &[("mean", Some(0.0)), ("stddev", Some(0.05))],
        ),
        "Orthogonal" => (signature(&["gain"], "Orthogonal<gain = 1.0>"), &[("gain", Some(1.0))]),
        "Identity" => (signature(&["gain"], "Identity<gain = 1.0>"), &[("gain", Some(1.0))]),
        "VarianceScaling" => (
            signature(
                &["scale", "mode", "distribution"],
                "VarianceScaling<scale = 1.0, mode = FanIn, distribution = TruncatedNormal>",
            ),
            &[("scale", Some(1.0))],
        ),
        name => (signature(&[], name), &[]),
    };
    let subject = format!("{subject}: `{name}`");
    let arguments = Arguments::new(word, arguments, &subject, signature, errors);
    let mut parameters = Vec::new();
    for (argument, default) in defaults {
        if default.is_none() {
            arguments.required(argument, errors)?;
        }
        parameters.push(arguments.number(argument, *default, errors)?);
    }
    in_range(name, &arguments, &parameters, errors);
    if matches!(name, "Orthogonal" | "Identity") && parameters == [1.0] {
        parameters.clear();
    }
    let mut parameters: Vec<Setting> = parameters.into_iter().map(Setting::Number).collect();
    if name == "VarianceScaling" {
        for (argument, words) in [("mode", FANS), ("distribution", DISTRIBUTIONS)] {
            let word = arguments.word(argument, &words, errors)?;
            parameters.push(Setting::Size(words.iter().position(|known| *known == word)?));
        }
    }
    Some(Initializer {
        name,
        word: Some(word.clone()),
        parameters,
    })
}

const fn signature(arguments: &'static [&'static str], sample: &'static str) -> Signature {
    Signature {
        positional: arguments,
        named: arguments,
        later: &[],
        sample,
    }
}

/// A range goes upwards, and a deviation is not negative.
fn in_range(name: &str, arguments: &Arguments<'_>, parameters: &[f64], errors: &mut Errors) {
    let place = |argument| {
        arguments
            .get(argument)
            .map_or(arguments.owner.place, |value: &Value| value.place)
    };
    match (name, parameters) {
        ("RandomUniform", [min, max]) if min > max => errors.help(
            place("max"),
            format!(
                "{}: `max` must be at least `min`, but {max} is less than {min}",
                arguments.subject
            ),
            "exchange the two",
        ),
        ("RandomNormal" | "TruncatedNormal", [_, stddev]) if *stddev < 0.0 => errors.help(
            place("stddev"),
            format!("{}: `stddev` must be at least 0, found {stddev}", arguments.subject),
            "use a positive number",
        ),
        ("VarianceScaling", [scale]) if *scale <= 0.0 => errors.help(
            place("scale"),
            format!("{}: `scale` must be larger than 0, found {scale}", arguments.subject),
            "use a positive number",
        ),
        _ => {}
    }
}
