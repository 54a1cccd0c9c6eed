//! Arguments: what stands between `<` and `>`.

use super::array;
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::text::text;
use crate::parse::value;
use crate::syntax::{Argument, Place, Value, ValueKind, Word};
use crate::words;
use proc_macro2::{Delimiter, TokenTree};

/// What stands between `<` and `>`.
#[derive(Default)]
pub(in crate::parse) struct List {
    pub(in crate::parse) arguments: Vec<Argument>,
    /// A mistake is reported already that leaves it incomplete.
    pub(in crate::parse) is_broken: bool,
}

/// `<…>` after a layer, an activation or an initializer.
///
/// `tells` is false where it is said already that other brackets are wrong.
pub(in crate::parse) fn arguments(cursor: &mut Cursor<'_>, owner: &Word, tells: bool, errors: &mut Errors) -> List {
    let is_unclosed = cursor.is_unclosed();
    if let Some(open) = cursor.eat_punct('<') {
        return list(
            cursor,
            owner,
            Some(Open {
                place: open,
                is_unclosed,
            }),
            errors,
        );
    }
    let Some((mut inside, at)) = cursor.eat_any_group() else {
        return List::default();
    };
    if tells {
        let arguments = text(inside.rest());
        let help = if arguments.is_empty() {
            format!("write `{}`", owner.ident)
        } else {
            format!("write `{}<{arguments}>`", owner.ident)
        };
        let sentence = format!("the arguments of `{}` stand in angle brackets", owner.ident);
        errors.help(Place { end: at.start, ..at }, sentence, help);
    }
    list(&mut inside, owner, None, errors)
}

/// The `<` of a list.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Open {
    place: Place,
    is_unclosed: bool,
}

fn list(cursor: &mut Cursor<'_>, owner: &Word, open: Option<Open>, errors: &mut Errors) -> List {
    if !cursor.go_deeper() {
        errors.help(
            owner.place,
            format!("`{}` is nested too deep", owner.ident),
            "arguments nest at most eight deep",
        );
        cursor.skip_all();
        return List {
            arguments: Vec::new(),
            is_broken: true,
        };
    }
    let mut inside = Errors::new();
    let list = all_of_list(cursor, owner, open, &mut inside);
    cursor.come_back();
    let mut inside = inside.finish();
    // A list inside of this one may be the one that is not closed.
    let is_last_broken = (list.arguments.last()).is_some_and(|last| matches!(last.value.kind, ValueKind::Broken));
    if let Some(open) = open.filter(|_| list.is_broken && !is_last_broken) {
        errors.help(
            open.place,
            format!("the `<` after `{}` is never closed", owner.ident),
            "write `>` after the last argument",
        );
        // Nor is what follows then an argument, whatever was found wrong with it.
        inside.clear();
    }
    for error in inside {
        errors.add(error.place, error.message);
    }
    list
}

fn all_of_list(cursor: &mut Cursor<'_>, owner: &Word, open: Option<Open>, errors: &mut Errors) -> List {
    let mut arguments: Vec<Argument> = Vec::new();
    loop {
        if open.is_some() && cursor.eat_punct('>').is_some() {
            return List {
                arguments,
                is_broken: false,
            };
        }
        let is_missed =
            |open: Open| open.is_unclosed && (starts_a_layer(cursor) || !arguments.is_empty() && starts_values(cursor));
        if cursor.at_end() || open.is_some_and(is_missed) {
            return List {
                arguments,
                is_broken: open.is_some(),
            };
        }
        if let Some(comma) = cursor.eat_punct(',') {
            errors.help(
                comma,
                format!("an argument of `{}` is missing before `,`", owner.ident),
                "leave out the comma",
            );
            continue;
        }
        let mark = cursor.mark();
        arguments.push(argument(cursor, owner, open, errors));
        end_of_argument(cursor, open, errors);
        cursor.eat_punct(',');
        cursor.move_on_from(mark);
    }
}

/// Whether the values of a call seem to begin here, because a `>` is missing.
fn starts_values(cursor: &Cursor<'_>) -> bool {
    cursor.is_group(0, Delimiter::Parenthesis)
}

/// Whether the next layer or statement seems to begin here, because a `>` is missing.
fn starts_a_layer(cursor: &Cursor<'_>) -> bool {
    if cursor.is_punct(0, ';') || cursor.is_keyword(0, "let") {
        return true;
    }
    let layer_at = |ahead: usize| {
        matches!(cursor.peek_at(ahead), Some(TokenTree::Ident(ident))
            if words::is_layer(&ident.to_string()) && !words::is_activation(&ident.to_string()))
    };
    let named = cursor.is_punct(1, ':')
        && !cursor.is_path_separator(1)
        && matches!(cursor.peek_at(2), Some(TokenTree::Ident(ident)) if words::is_layer(&ident.to_string()));
    layer_at(0) || named
}

/// `value` or `name = value`
pub(in crate::parse) fn argument(
    cursor: &mut Cursor<'_>,
    owner: &Word,
    open: Option<Open>,
    errors: &mut Errors,
) -> Argument {
    let equals = cursor.is_punct(1, '=');
    let colon = cursor.is_punct(1, ':') && !cursor.is_path_separator(1);
    let name = if cursor.is_ident(0) && (equals || colon) {
        cursor.eat_ident()
    } else {
        None
    };
    if let Some(name) = &name {
        if colon {
            errors.help(
                cursor.here(),
                format!("the argument `{}` is followed by `:`", name.ident),
                format!("write `{} = …`", name.ident),
            );
        }
        cursor.take();
        if !words::ARGUMENTS.contains(&name.text().as_str()) {
            let value = value_of_unknown(cursor, open);
            return Argument {
                name: Some(name.clone()),
                value,
            };
        }
    }
    let value = match array::value(cursor, owner, errors) {
        Some(value) => value,
        None => value::value(cursor, errors),
    };
    Argument { name, value }
}

/// Of an argument that is none its name is an error, and nothing more is said.
fn value_of_unknown(cursor: &mut Cursor<'_>, open: Option<Open>) -> Value {
    let mut ignored = Errors::new();
    let value = value::value(cursor, &mut ignored);
    ignored.finish();
    let ends_here = cursor.at_end() || cursor.is_ident(0) || open.is_some_and(|open| open.is_unclosed);
    if !ends_here {
        cursor.skip_to_comma(open.is_some());
    }
    value
}

/// The comma or `>` after an argument, or whatever stands there instead.
fn end_of_argument(cursor: &mut Cursor<'_>, open: Option<Open>, errors: &mut Errors) {
    let in_angles = open.is_some();
    if cursor.at_end() || cursor.is_punct(0, ',') || in_angles && cursor.is_punct(0, '>') {
        return;
    }
    if open.is_some_and(|open| open.is_unclosed) && (starts_a_layer(cursor) || starts_values(cursor)) {
        return;
    }
    let at = cursor.here();
    match cursor.peek() {
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) if !cursor.is_keyword(0, "as") => {
            let found = cursor.peek().map(|token| token.to_string()).unwrap_or_default();
            errors.help(
                at,
                format!("a comma is missing before `{found}`"),
                "arguments are separated by commas",
            );
        }
        _ => {
            errors.help(at, "an expression as a size stands in braces", "write `{ 2 * N }`");
            cursor.skip_to_comma(in_angles);
        }
    }
}
