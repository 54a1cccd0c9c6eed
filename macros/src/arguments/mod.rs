//! Which value belongs to which argument.

pub(crate) mod activation;
pub(crate) mod borders;
pub(crate) mod convolution;
pub(crate) mod dense;
pub(crate) mod embedding;
mod initializer;
pub(crate) mod merging;
pub(crate) mod none;
pub(crate) mod normalizing;
pub(crate) mod of_type;
pub(crate) mod pooling;
pub(crate) mod recurrent;
mod restraint;
pub(crate) mod shaping;
pub(crate) mod up_sampling;
pub(crate) mod value;
pub(crate) mod wrapping;

use crate::errors::Errors;
use crate::syntax::{Argument, Layer, Value, ValueKind, Word};
use crate::words;

/// The arguments that a layer, an activation or an initialiser takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    /// Those that may stand without a name, in order.
    pub(crate) positional: &'static [&'static str],
    /// All of them.
    pub(crate) named: &'static [&'static str],
    /// Those of Keras that a later version will have.
    pub(crate) later: &'static [&'static str],
    /// Right code, for helps.
    pub(crate) sample: &'static str,
}

/// Arguments bound to their names, and how to speak of their owner.
#[derive(Debug)]
pub(crate) struct Arguments<'a> {
    /// ``layer 2 `Dense<8>` ``
    pub(crate) subject: &'a str,
    pub(crate) owner: &'a Word,
    pub(crate) signature: Signature,
    bound: Vec<(&'static str, &'a Value)>,
    /// Whether an argument found no place: then nothing can be said about those that are missing.
    rejected: bool,
}

impl<'a> Arguments<'a> {
    /// Binds the arguments of a layer.
    pub(crate) fn of_layer(layer: &'a Layer, subject: &'a str, signature: Signature, errors: &mut Errors) -> Self {
        Self::new(&layer.kind, &layer.arguments, subject, signature, errors)
    }

    /// Binds arguments by position, then by name.
    pub(crate) fn new(
        owner: &'a Word,
        arguments: &'a [Argument],
        subject: &'a str,
        signature: Signature,
        errors: &mut Errors,
    ) -> Self {
        let mut this = Self {
            subject,
            owner,
            signature,
            bound: Vec::new(),
            rejected: false,
        };
        let mut positions = signature.positional.iter();
        let mut named_before = None;
        let mut surplus = false;
        for Argument { name, value } in arguments {
            let Some(name) = name else {
                if let Some(named_before) = named_before {
                    errors.help(
                        value.place,
                        format!(
                            "{subject}: `{}` stands after the named argument `{named_before}`",
                            value.text
                        ),
                        "arguments without a name come first",
                    );
                } else if let Some(position) = positions.next() {
                    this.bound.push((position, value));
                } else if !surplus {
                    surplus = true;
                    this.rejected = true;
                    this.too_many(value, errors);
                }
                continue;
            };
            named_before.get_or_insert(&name.ident);
            if let Some(argument) = this.resolve(name, value, errors) {
                if let Some((_, first)) = this.bound.iter_mut().find(|(bound, _)| *bound == argument) {
                    let help = if argument == "kernel_size" && owner.ident == "Conv2d" {
                        "leave out one of the two; before it stand the filters alone, as the input channels are those of \
                         the layer before"
                    } else {
                        "leave out one of the two"
                    };
                    errors.help(
                        name.place,
                        format!("{subject}: the argument `{argument}` is given twice"),
                        help,
                    );
                    // The name tells what is meant.
                    *first = value;
                } else {
                    this.bound.push((argument, value));
                }
            } else {
                this.rejected = true;
            }
        }
        this
    }

    /// The value of an argument, if it is given.
    pub(crate) fn get(&self, argument: &str) -> Option<&'a Value> {
        self.bound
            .iter()
            .find(|(bound, _)| *bound == argument)
            .map(|(_, value)| *value)
    }

    /// Whether an argument was one too many, or has no such name.
    pub(crate) fn has_rejected(&self) -> bool {
        self.rejected
    }

    /// The value of an argument that must be given.
    pub(crate) fn required(&self, argument: &str, errors: &mut Errors) -> Option<&'a Value> {
        let value = self.get(argument);
        if value.is_none() && !self.rejected {
            errors.help(
                self.owner.place,
                format!("{}: the argument `{argument}` is missing", self.subject),
                format!("write it as in `{}`", self.signature.sample),
            );
        }
        value
    }

    fn too_many(&self, value: &Value, errors: &mut Errors) {
        let Signature { positional, named, .. } = self.signature;
        let sentence = match (positional, named) {
            ([], []) => format!("{} takes no arguments, but `{}` is given", self.subject, value.text),
            _ => format!("{}: `{}` is one argument too many", self.subject, value.text),
        };
        let rest: Vec<&str> = named
            .iter()
            .copied()
            .filter(|name| !positional.contains(name))
            .collect();
        let meant = match &value.kind {
            ValueKind::Flag(_) => "use_bias",
            ValueKind::Path(path) if ["Same", "Valid", "Causal"].iter().any(|name| path.last.ident == name) => {
                "padding"
            }
            ValueKind::Path(path) if words::is_initializer(&path.last.text()) => "kernel_initializer",
            ValueKind::Path(path) if words::is_activation(&path.last.text()) => "activation",
            ValueKind::Integer(_) | ValueKind::Tuple(_) => "strides",
            _ => "",
        };
        let help = if rest.contains(&meant) {
            format!("write `{meant} = {}`", value.text)
        } else if rest.is_empty() {
            format!("write it as in `{}`", self.signature.sample)
        } else {
            format!(
                "write it as in `{}`; by name it takes {}",
                self.signature.sample,
                words::list(rest)
            )
        };
        errors.help(value.place, sentence, help);
    }

    /// The argument that a name means.
    fn resolve(&self, name: &Word, value: &Value, errors: &mut Errors) -> Option<&'static str> {
        let word = name.text();
        let Signature { named, later, .. } = self.signature;
        if let Some(argument) = named.iter().find(|argument| **argument == word) {
            return Some(argument);
        }
        let subject = self.subject;
        if later.contains(&word.as_str()) {
            let sentence = format!("{subject}: `{word}` is not in this version of layerproof yet");
            errors.help(name.place, sentence, "leave it out");
            return None;
        }
        let is_input = self.owner.ident == "Input";
        let help = match word.as_str() {
            "in_features" | "in_channels" | "input_dim" | "input_shape" | "input_size" if !is_input => {
                "leave it out: a layer takes its input size from the layer before it".to_owned()
            }
            "name" => format!("a layer is named as in `{}: {}`", name_of(value), self.signature.sample),
            "dtype" if !is_input => {
                "the number type of a model is that of its input: `Input<2, dtype = f64>`".to_owned()
            }
            "device" | "data_format" | "batch_size" | "seed" | "inplace" => {
                "leave it out: it has no use here".to_owned()
            }
            _ => match (words::nearest_argument(&word, named), named) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, []) => format!("`{}` takes no arguments", self.owner.ident),
                (None, [only]) => format!("its only argument is `{only}`"),
                (None, _) => format!("the arguments are {}", words::list(named.iter().copied())),
            },
        };
        errors.help(name.place, format!("{subject} has no argument `{word}`"), help);
        None
    }
}

/// A name that can stand before a layer.
fn name_of(value: &Value) -> String {
    let name: String = value
        .text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.to_lowercase()
    } else {
        "hidden".to_owned()
    }
}
