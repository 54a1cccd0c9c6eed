//! What a single value means.

use layerproof_rules as rules;

use super::Arguments;
use crate::errors::Errors;
use crate::syntax::{Layer, Path, Value, ValueKind};
use crate::values::{Pair, Size, SizeKind};
use crate::words;

/// What a value is, for "found …".
pub(crate) fn found(value: &Value) -> String {
    let text = &value.text;
    match &value.kind {
        ValueKind::Integer(_) => format!("the number `{text}`"),
        ValueKind::Float(number) if *number < 0.0 => format!("the negative number `{text}`"),
        ValueKind::Float(_) => format!("the fraction `{text}`"),
        ValueKind::Text(_) => format!("the string `{text}`"),
        ValueKind::Tuple(_) => format!("the pair `{text}`"),
        ValueKind::Path(path) if words::is_activation(&path.last.text()) => {
            format!("the activation `{text}`")
        }
        ValueKind::Path(path) if words::is_initializer(&path.last.text()) => {
            format!("the initializer `{text}`")
        }
        ValueKind::Path(path) if words::is_layer(&path.last.text()) => {
            format!("the layer `{text}`")
        }
        _ => format!("`{text}`"),
    }
}

/// Whether a value may be meant as a size, rather than as the name of something.
pub(crate) fn is_like_a_size(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Path(path) => {
            let last = path.last.text();
            let is_constant = !last.contains(char::is_lowercase) && !words::is_activation_in_capitals(&last);
            let is_padding = words::is_one_of(&last, &["Same", "Valid", "Causal"]) && !is_constant;
            is_constant || is_typenum(&last) || !is_padding && words::nearest_activation(&last).is_none()
        }
        ValueKind::Text(_) | ValueKind::Flag(_) => false,
        _ => true,
    }
}

/// `U8`
fn is_typenum(name: &str) -> bool {
    name.strip_prefix('U')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

const PADDINGS: &[(&str, rules::Padding)] = &[("Valid", rules::Padding::Valid), ("Same", rules::Padding::Same)];

const PADDINGS_OF_STEPS: &[(&str, rules::Padding)] = &[
    ("Valid", rules::Padding::Valid),
    ("Same", rules::Padding::Same),
    ("Causal", rules::Padding::Causal),
];

impl Arguments<'_> {
    /// A size that must be given.
    pub(crate) fn size(&self, argument: &'static str, here: &Layer, errors: &mut Errors) -> Option<Size> {
        let value = self.required(argument, errors)?;
        size(value, argument, here, errors)
    }

    /// One number, or two.
    pub(crate) fn pair(
        &self,
        argument: &'static str,
        default: impl FnOnce() -> Pair,
        here: &Layer,
        errors: &mut Errors,
    ) -> Option<Pair> {
        match self.get(argument) {
            Some(value) => pair(value, argument, here, errors),
            None => Some(default()),
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, argument: &str, default: bool, errors: &mut Errors) -> Option<bool> {
        let Some(value) = self.get(argument) else {
            return Some(default);
        };
        let meant = match &value.kind {
            ValueKind::Flag(flag) => return Some(*flag),
            ValueKind::Broken => return None,
            ValueKind::Integer(Some(0)) => "`false`",
            ValueKind::Integer(Some(1)) => "`true`",
            ValueKind::Path(_) | ValueKind::Text(_) => match value.text.trim_matches('"').to_lowercase().as_str() {
                "false" | "none" | "no" | "off" => "`false`",
                "true" | "yes" | "on" => "`true`",
                _ => "`true` or `false`",
            },
            _ => "`true` or `false`",
        };
        errors.help(
            value.place,
            format!(
                "{}: `{argument}` is `true` or `false`, found {}",
                self.subject,
                found(value)
            ),
            format!("write {meant}"),
        );
        None
    }

    /// `Valid` or `Same`.
    pub(crate) fn padding(&self, errors: &mut Errors) -> Option<rules::Padding> {
        self.padding_of(PADDINGS, "around the image", errors)
    }

    /// `Valid`, `Same` or `Causal`.
    pub(crate) fn padding_of_steps(&self, errors: &mut Errors) -> Option<rules::Padding> {
        self.padding_of(
            PADDINGS_OF_STEPS,
            "at both ends, `Causal` before the first step alone",
            errors,
        )
    }

    fn padding_of(
        &self,
        paddings: &[(&'static str, rules::Padding)],
        same: &str,
        errors: &mut Errors,
    ) -> Option<rules::Padding> {
        let Some(value) = self.get("padding") else {
            return Some(rules::Padding::Valid);
        };
        match &value.kind {
            ValueKind::Path(Path {
                last,
                qualified: false,
                arguments: None,
            }) => {
                if let Some((_, padding)) = paddings.iter().find(|(name, _)| last.ident == name) {
                    return Some(*padding);
                }
            }
            ValueKind::Broken => return None,
            _ => {}
        }
        let word = match &value.kind {
            ValueKind::Text(text) => text.clone(),
            ValueKind::Path(path) => path.last.text(),
            _ => String::new(),
        };
        let names: Vec<&str> = paddings.iter().map(|(name, _)| *name).collect();
        let nearest = words::nearest(&word, &names);
        let others = ["causal", "reflect", "replicate", "circular", "full"];
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let quoted = match quoted.as_slice() {
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
            [] => String::new(),
        };
        let is_of_steps = self.owner.text().contains("1d");
        if nearest.is_none() && words::is_one_of(&word, &others) {
            let place = if is_of_steps { "here" } else { "for images" };
            errors.help(
                value.place,
                format!("{}: there is no padding `{word}` {place}", self.subject),
                format!("use {quoted}"),
            );
            return None;
        }
        let help = match nearest {
            Some(near) => format!("write `padding = {near}`"),
            None if is_of_steps && paddings.len() == PADDINGS.len() => {
                "`Same` puts zeros around the sequence, `Valid` puts nothing".to_owned()
            }
            None => format!("`Same` puts zeros {same}, `Valid` puts nothing"),
        };
        errors.help(
            value.place,
            format!("{}: `padding` is {quoted}, found {}", self.subject, found(value)),
            help,
        );
        None
    }

    /// A number with a fraction; a literal, as it becomes a part of the layer's type.
    pub(crate) fn number(&self, argument: &str, default: Option<f64>, errors: &mut Errors) -> Option<f64> {
        let Some(value) = self.get(argument) else {
            return default;
        };
        match value.kind {
            ValueKind::Integer(Some(number)) => Some(number as f64),
            ValueKind::Float(number) if number.is_finite() => Some(number),
            ValueKind::Broken => None,
            _ => {
                errors.help(
                    value.place,
                    format!(
                        "{}: `{argument}` must be a number, found {}",
                        self.subject,
                        found(value)
                    ),
                    "write a number such as `0.1`",
                );
                None
            }
        }
    }
}

impl Arguments<'_> {
    /// One of some words.
    pub(crate) fn word(&self, argument: &str, valid: &[&'static str], errors: &mut Errors) -> Option<&'static str> {
        let Some(value) = self.get(argument) else {
            return valid.first().copied();
        };
        let word = match &value.kind {
            ValueKind::Path(Path {
                last, arguments: None, ..
            }) => last.text(),
            ValueKind::Text(text) => text.clone(),
            ValueKind::Broken => return None,
            _ => String::new(),
        };
        let is_path = matches!(value.kind, ValueKind::Path(Path { qualified: false, .. }));
        if is_path && let Some(word) = valid.iter().find(|known| **known == word) {
            return Some(word);
        }
        let help = match words::nearest(&word, valid) {
            Some(near) => format!("write `{argument} = {near}`"),
            None => format!("write one of {}", words::list(valid.iter().copied())),
        };
        errors.help(
            value.place,
            format!(
                "{}: `{argument}` is one of {}, found {}",
                self.subject,
                words::list(valid.iter().copied()),
                found(value)
            ),
            help,
        );
        None
    }
}

/// Reads a pair.
pub(crate) fn pair(value: &Value, argument: &'static str, here: &Layer, errors: &mut Errors) -> Option<Pair> {
    let ValueKind::Tuple(values) = &value.kind else {
        let size = size(value, argument, here, errors)?;
        return Some((size.clone(), size));
    };
    let [first, second] = values.as_slice() else {
        errors.help(
            value.place,
            format!(
                "{}: `{argument}` is one number or two, found `{}`",
                here.subject(),
                value.text
            ),
            "write height and width, as in `(3, 3)`",
        );
        return None;
    };
    let first = size(first, argument, here, errors);
    let second = size(second, argument, here, errors);
    Some((first?, second?))
}

/// Reads a size: a literal, a constant, a const expression in braces, or a `typenum` type.
pub(crate) fn size(value: &Value, argument: &'static str, here: &Layer, errors: &mut Errors) -> Option<Size> {
    size_from(1, value, argument, here, errors)
}

/// Reads a size that may be 0.
pub(crate) fn count(value: &Value, argument: &'static str, here: &Layer, errors: &mut Errors) -> Option<Size> {
    size_from(0, value, argument, here, errors)
}

fn size_from(least: usize, value: &Value, argument: &'static str, here: &Layer, errors: &mut Errors) -> Option<Size> {
    let kind = match &value.kind {
        ValueKind::Integer(Some(number)) => {
            if *number < least {
                let place = rules::Place {
                    position: here.position,
                    source: &here.text,
                };
                errors.add(value.place, rules::zero(place, argument, "0").as_str());
            }
            SizeKind::Literal(*number)
        }
        ValueKind::Block if !is_empty(value) => SizeKind::Constant(value.tokens.clone()),
        ValueKind::Type => SizeKind::Type(value.tokens.clone()),
        ValueKind::Path(path) => path_as_size(least, value, path, argument, here, errors)?,
        ValueKind::Broken => return None,
        _ => {
            let help = match &value.kind {
                ValueKind::Text(text) if text.parse::<usize>().is_ok() => {
                    format!("write it without quotes: `{text}`")
                }
                ValueKind::Tuple(_) => "write one number here".to_owned(),
                ValueKind::Integer(_) => "no memory holds so many; use a smaller number".to_owned(),
                ValueKind::Float(-1.0) if here.kind.ident == "Reshape" || here.kind.ident == "Input" => {
                    "write the number itself; nothing is inferred here".to_owned()
                }
                ValueKind::Float(number) if number.fract() == 0.0 && *number >= 1.0 && *number < 1e15 => {
                    format!("write `{number}`")
                }
                _ => "write a number such as `8`, a constant's name, or `{ a const expression }`".to_owned(),
            };
            errors.help(value.place, not_a_size(least, value, argument, here), help);
            return None;
        }
    };
    Some(Size {
        kind,
        argument,
        least,
        place: value.place,
        text: value.text.clone(),
    })
}

fn not_a_size(least: usize, value: &Value, argument: &str, here: &Layer) -> String {
    format!(
        "{}: `{argument}` must be a whole number of at least {least}, found {}",
        here.subject(),
        found(value)
    )
}

fn is_empty(block: &Value) -> bool {
    block.text == "{}" || block.text.is_empty()
}

/// A path may be a constant, a `typenum` type, or the name of something that is no size.
fn path_as_size(
    least: usize,
    value: &Value,
    path: &Path,
    argument: &'static str,
    here: &Layer,
    errors: &mut Errors,
) -> Option<SizeKind> {
    let last = path.last.text();
    let first = value.text.split("::").next().unwrap_or_default();
    let help = if first == "Self" {
        "a model has no constants of its own; use one from outside of it".to_owned()
    } else if here.kind.ident == "Input" && matches!(last.as_str(), "f32" | "f64") {
        format!("write `dtype = {last}`")
    } else if last == "None" {
        match here.kind.text().as_str() {
            "Input" => "leave it out: the batch is no part of a model".to_owned(),
            _ => "every size is a number here".to_owned(),
        }
    } else if path.qualified || is_typenum(&last) {
        return Some(constant_or_type(value, path));
    } else if words::is_activation(&last) || words::is_initializer(&last) || words::is_layer(&last) {
        match here.kind.text().as_str() {
            "Input" => "an input takes sizes alone, as in `Input<2>`".to_owned(),
            "Reshape" => "a shape takes sizes alone, as in `Reshape<4, 4, 1>`".to_owned(),
            kind => format!("`{argument}` stands before it, as in `{kind}<8, …>`"),
        }
    } else if last.starts_with(|c: char| c.is_lowercase() || c == '_') {
        match words::nearest_activation(&last) {
            Some(near) if here.kind.ident == "Dense" => {
                format!("write the units first, then `{near}`")
            }
            _ => "name a constant in capitals, or write `{ a const expression }`".to_owned(),
        }
    } else {
        return Some(constant_or_type(value, path));
    };
    errors.help(value.place, not_a_size(least, value, argument, here), help);
    None
}

fn constant_or_type(value: &Value, path: &Path) -> SizeKind {
    let last = path.last.text();
    if is_typenum(&last)
        || path.arguments.is_some()
        || last.starts_with(char::is_uppercase) && last.contains(char::is_lowercase)
    {
        SizeKind::Type(value.tokens.clone())
    } else {
        SizeKind::Constant(value.tokens.clone())
    }
}
