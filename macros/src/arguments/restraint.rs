//! `kernel_regularizer = L2<0.01>`, `bias_constraint = NonNeg`

use super::value::found;
use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::{Argument, Path, Value, ValueKind, Word};
use crate::values::{Restraint, Setting};
use crate::words;

/// What a parameter may be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Regularizer,
    Constraint,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Regularizer => "regularizer",
            Self::Constraint => "constraint",
        }
    }

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Regularizer => &words::REGULARIZERS,
            Self::Constraint => &words::CONSTRAINTS,
        }
    }

    fn help(self) -> String {
        format!("{}s are {}", self.name(), words::list(self.names().iter().copied()))
    }
}

/// An argument that is a regulariser or a constraint, of a parameter with so many axes. After a mistake it is none.
pub(super) fn argument(
    arguments: &Arguments<'_>,
    argument: &str,
    kind: Kind,
    rank: usize,
    errors: &mut Errors,
) -> Option<Restraint> {
    let value = arguments.get(argument)?;
    let subject = arguments.subject;
    let (word, path) = match &value.kind {
        ValueKind::Path(path) => (path.last.text(), Some(path)),
        ValueKind::Text(text) => (text.clone(), None),
        ValueKind::Broken => return None,
        ValueKind::Integer(_) | ValueKind::Float(_) if kind == Kind::Regularizer => {
            errors.help(
                value.place,
                format!("{subject}: expected a regularizer, found {}", found(value)),
                format!("write `{argument} = L2<{}>`", value.text),
            );
            return None;
        }
        _ => {
            let sentence = format!("{subject}: expected a {}, found {}", kind.name(), found(value));
            errors.help(value.place, sentence, kind.help());
            return None;
        }
    };
    let Some(Path {
        last,
        qualified,
        arguments: inner,
    }) = path.filter(|path| kind.names().contains(&path.last.text().as_str()))
    else {
        let place = path.map_or(value.place, |path| path.last.place);
        let sentence = if path.is_none() {
            format!("{subject}: expected a {}, found {}", kind.name(), found(value))
        } else {
            format!("{subject}: there is no {} `{word}`", kind.name())
        };
        let help = match (words::nearest(&word, kind.names()), path) {
            (Some(near), None) => format!("write it without quotes: `{near}`"),
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, _) => kind.help(),
        };
        errors.help(place, sentence, help);
        return None;
    };
    if *qualified {
        let sentence = format!("{subject}: a {} is written by its name alone", kind.name());
        errors.help(value.place, sentence, format!("write `{word}`"));
    }
    build(last, inner.as_deref().unwrap_or_default(), subject, rank, errors)
}

fn build(word: &Word, list: &[Argument], subject: &str, rank: usize, errors: &mut Errors) -> Option<Restraint> {
    let name = words::REGULARIZERS
        .iter()
        .chain(&words::CONSTRAINTS)
        .find(|name| word.ident == **name)?;
    let (positional, named, sample): (&'static [_], &'static [_], _) = match *name {
        "L1" => (&["l1"], &["l1"], "L1<0.01>"),
        "L2" => (&["l2"], &["l2"], "L2<0.01>"),
        "L1L2" => (&["l1", "l2"], &["l1", "l2"], "L1L2<l1 = 0.01, l2 = 0.01>"),
        "OrthogonalRegularizer" => (
            &["factor", "mode"],
            &["factor", "mode"],
            "OrthogonalRegularizer<factor = 0.01, mode = Rows>",
        ),
        "MaxNorm" => (&["max_value"], &["max_value", "axis"], "MaxNorm<2.0>"),
        "UnitNorm" => (&[], &["axis"], "UnitNorm<axis = 0>"),
        "MinMaxNorm" => (
            &["min_value", "max_value"],
            &["min_value", "max_value", "rate", "axis"],
            "MinMaxNorm<min_value = 0.0, max_value = 1.0>",
        ),
        _ => (&[], &[], "NonNeg"),
    };
    let subject = format!("{subject}: `{name}`");
    let signature = Signature {
        positional,
        named,
        later: &[],
        sample,
    };
    let arguments = Arguments::new(word, list, &subject, signature, errors);
    let mut settings = Vec::new();
    // Each argument with Keras's default.
    for argument in named {
        settings.push(match *argument {
            "mode" => Setting::Flag(arguments.word("mode", &["Rows", "Columns"], errors)? == "Rows"),
            "axis" => Setting::Size(axes(&arguments, rank, errors)?),
            "l1" | "l2" | "factor" => {
                let default = if *name == "L1L2" { 0.0 } else { 0.01 };
                Setting::Number(not_negative(&arguments, argument, default, errors)?)
            }
            "max_value" => {
                let default = if *name == "MaxNorm" { 2.0 } else { 1.0 };
                Setting::Number(not_negative(&arguments, argument, default, errors)?)
            }
            "rate" => Setting::Number(not_negative(&arguments, argument, 1.0, errors)?),
            _ => Setting::Number(not_negative(&arguments, argument, 0.0, errors)?),
        });
    }
    in_range(name, &arguments, &settings, rank, errors)?;
    Some(Restraint {
        name,
        word: word.clone(),
        settings,
    })
}

fn not_negative(arguments: &Arguments<'_>, argument: &str, default: f64, errors: &mut Errors) -> Option<f64> {
    let number = arguments.number(argument, Some(default), errors)?;
    if number < 0.0 {
        errors.help(
            place(arguments, argument),
            format!("{}: `{argument}` must be at least 0, found {number}", arguments.subject),
            "use a positive number",
        );
        return None;
    }
    Some(number)
}

fn in_range(
    name: &str,
    arguments: &Arguments<'_>,
    settings: &[Setting],
    rank: usize,
    errors: &mut Errors,
) -> Option<()> {
    let subject = arguments.subject;
    match (name, settings) {
        ("OrthogonalRegularizer", _) if rank != 2 => {
            errors.help(
                arguments.owner.place,
                format!(
                    "{subject} takes a matrix, but this parameter has {rank} {}",
                    if rank == 1 { "axis" } else { "axes" }
                ),
                "leave it out, or use `L2<0.01>`",
            );
            None
        }
        ("MinMaxNorm", [Setting::Number(min), Setting::Number(max), ..]) if min > max => {
            errors.help(
                place(arguments, "min_value"),
                format!("{subject}: `max_value` must be at least `min_value`, but {max} is less than {min}"),
                "exchange the two",
            );
            None
        }
        ("MinMaxNorm", [_, _, Setting::Number(rate), ..]) if *rate > 1.0 => {
            errors.help(
                place(arguments, "rate"),
                format!("{subject}: `rate` must lie between 0 and 1, found {rate}"),
                "1 goes all the way to the bounds in each step",
            );
            None
        }
        _ => Some(()),
    }
}

/// One axis or several, as bits.
fn axes(arguments: &Arguments<'_>, rank: usize, errors: &mut Errors) -> Option<usize> {
    let Some(value) = arguments.get("axis") else {
        return Some(1);
    };
    let one = |value: &Value| match value.kind {
        ValueKind::Integer(Some(axis)) if axis < rank => Some(1 << axis),
        _ => None,
    };
    let bits = match &value.kind {
        ValueKind::Broken => return None,
        ValueKind::Tuple(list) if !list.is_empty() => list
            .iter()
            .map(one)
            .try_fold(0, |bits, axis| axis.map(|axis| bits | axis)),
        _ => one(value),
    };
    if bits.is_none() {
        let last = rank - 1;
        let help = if rank == 1 {
            "leave it out: a bias has the axis 0 alone".to_owned()
        } else {
            format!(
                "axes are those of the parameter in Keras's order, counted from 0: `axis = 0` to `axis = {last}`, or several: `axis = (0, 1)`"
            )
        };
        let sentence = format!(
            "{}: `axis` is one of the {rank} axes of the parameter or several, found {}",
            arguments.subject,
            found(value)
        );
        errors.help(value.place, sentence, help);
    }
    bits
}

fn place(arguments: &Arguments<'_>, argument: &str) -> crate::syntax::Place {
    arguments
        .get(argument)
        .map_or(arguments.owner.place, |value| value.place)
}
