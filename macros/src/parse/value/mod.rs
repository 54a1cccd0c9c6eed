//! What stands where an argument is expected.

pub(super) mod arguments;
mod array;

use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::TypePath;
use syn::parse::Parse;

use self::arguments::arguments;
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::literal;
use crate::parse::text::text;
use crate::syntax::{Path, Place, Value, ValueKind, Word};
use crate::words;

/// Reads one value, as far as it goes.
pub(in crate::parse) fn value(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Value {
    let mark = cursor.mark();
    let start = cursor.here();
    let kind = kind(cursor, errors);
    let tokens = cursor.since(mark);
    let place = cursor.place_since(mark, start);
    Value {
        kind,
        place,
        text: text(tokens.clone()),
        tokens,
    }
}

fn kind(cursor: &mut Cursor<'_>, errors: &mut Errors) -> ValueKind {
    let at = cursor.here();
    match cursor.peek() {
        Some(TokenTree::Literal(literal)) => {
            let source = literal.to_string();
            cursor.take();
            literal::read(literal).unwrap_or_else(|| broken(at, &source, errors))
        }
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Brace | Delimiter::None => {
                cursor.take();
                ValueKind::Block
            }
            Delimiter::Parenthesis => match cursor.eat_group(Delimiter::Parenthesis) {
                Some((mut inside, _)) => ValueKind::Tuple(tuple(&mut inside, errors)),
                None => ValueKind::Broken,
            },
            Delimiter::Bracket => {
                cursor.take();
                let inside = text(group.stream());
                errors.help(
                    at,
                    "several numbers stand in parentheses",
                    format!("write `({inside})`"),
                );
                ValueKind::Broken
            }
        },
        Some(TokenTree::Ident(ident)) => match ident.to_string().as_str() {
            "true" | "false" => {
                let flag = ident == "true";
                cursor.take();
                ValueKind::Flag(flag)
            }
            _ => path(cursor, errors),
        },
        Some(TokenTree::Punct(punct)) => match punct.as_char() {
            '-' => negative(cursor, at, errors),
            ':' if cursor.is_path_separator(0) => path(cursor, errors),
            '<' => qualified_type(cursor, at, errors),
            other => {
                let found = other.to_string();
                if !matches!(other, ',' | '>') {
                    cursor.skip_to_comma(true);
                }
                broken(at, &found, errors)
            }
        },
        None => broken(at, "the end", errors),
    }
}

fn broken(at: Place, found: &str, errors: &mut Errors) -> ValueKind {
    errors.help(
        at,
        format!("expected an argument, found `{found}`"),
        "write a value here",
    );
    ValueKind::Broken
}

fn tuple(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Vec<Value> {
    let mut values = Vec::new();
    if !cursor.go_deeper() {
        errors.help(
            cursor.here(),
            "these parentheses are nested too deep",
            "a pair is written `(2, 2)`",
        );
        return values;
    }
    while !cursor.at_end() {
        let mark = cursor.mark();
        values.push(value(cursor, errors));
        if cursor.eat_punct(',').is_none() && !cursor.at_end() {
            errors.help(
                cursor.here(),
                "an expression as a size stands in braces",
                "write `{ 2 * N }`",
            );
            cursor.skip_to_comma(false);
            cursor.eat_punct(',');
        }
        cursor.move_on_from(mark);
    }
    values
}

/// `-1`, `-0.5`
fn negative(cursor: &mut Cursor<'_>, at: Place, errors: &mut Errors) -> ValueKind {
    cursor.take();
    let Some(TokenTree::Literal(literal)) = cursor.peek() else {
        cursor.skip_to_comma(true);
        errors.help(at, "an expression as a size stands in braces", "write `{ 2 * N }`");
        return ValueKind::Broken;
    };
    let number = literal::read(literal);
    cursor.take();
    match number {
        Some(ValueKind::Integer(number)) => ValueKind::Float(-number.map_or(f64::INFINITY, |number| number as f64)),
        Some(ValueKind::Float(number)) => ValueKind::Float(-number),
        _ => broken(at, "-", errors),
    }
}

/// `HIDDEN`, `crate::config::HIDDEN`, `typenum::U8`, `Relu`, `Constant<0.1>`
fn path(cursor: &mut Cursor<'_>, errors: &mut Errors) -> ValueKind {
    let start = cursor.mark();
    let mut qualified = cursor.is_path_separator(0);
    if qualified {
        cursor.take();
        cursor.take();
    }
    let at = cursor.here();
    let Some(mut last) = cursor.eat_ident() else {
        return broken(at, "::", errors);
    };
    while cursor.is_path_separator(0) && cursor.is_ident(2) {
        cursor.take();
        cursor.take();
        if let Some(segment) = cursor.eat_ident() {
            last = segment;
            qualified = true;
        }
    }
    if cursor.is_punct(0, '.') && cursor.is_ident(1) {
        return like_python(cursor, at, last, errors);
    }
    // Where a `>` is missing, parentheses hold the values of a layer: `Dense<8, Relu(x)`.
    let is_called = !cursor.is_in_unclosed() && cursor.is_group(0, Delimiter::Parenthesis);
    let followed_by_list = cursor.is_punct(0, '<') || is_called;
    let arguments = if followed_by_list {
        if let Some(TokenTree::Group(call)) = cursor.peek()
            && !words::is_called(&last.text())
        {
            let call = text(call.stream());
            errors.help(
                at.to(cursor.here()),
                "an expression as a size stands in braces",
                format!("write `{{ {}({call}) }}`", text(cursor.since(start))),
            );
            cursor.take();
            return ValueKind::Broken;
        }
        if let Some(TokenTree::Group(_)) = cursor.peek()
            && let Some(name) =
                words::nearest_activation(&last.text()).or_else(|| words::nearest_initializer(&last.text()))
        {
            // The parentheses are one mistake, the spelling is no second one.
            last.ident = Ident::new(name, last.ident.span());
        }
        let list = arguments(cursor, &last, true, errors);
        if list.is_broken {
            return ValueKind::Broken;
        }
        Some(list.arguments)
    } else {
        None
    };
    ValueKind::Path(Path {
        last,
        qualified,
        arguments,
    })
}

/// `tf.nn.relu`
fn like_python(cursor: &mut Cursor<'_>, at: Place, mut last: Word, errors: &mut Errors) -> ValueKind {
    while cursor.is_punct(0, '.') && cursor.is_ident(1) {
        cursor.take();
        last = cursor.eat_ident().unwrap_or(last);
    }
    let word = last.text();
    let near = words::nearest_activation(&word)
        .or_else(|| words::nearest_initializer(&word))
        .unwrap_or(&word);
    errors.help(at.to(last.place), "a name stands alone here", format!("write `{near}`"));
    cursor.skip_to_comma(true);
    ValueKind::Broken
}

/// `<A as B>::C`
fn qualified_type(cursor: &mut Cursor<'_>, at: Place, errors: &mut Errors) -> ValueKind {
    if cursor.parse(TypePath::parse).is_some() {
        return ValueKind::Type;
    }
    cursor.take();
    cursor.skip_to_comma(true);
    cursor.eat_punct('>');
    broken(at, "<", errors)
}
