//! What stands behind the `=` of a `let`: names, layers and calls.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::python::{angles, merge, operator_at, respell};
use super::render::{is_open, of_layer, render};
use super::{Graph, called, skip};
use crate::errors::Errors;
use crate::parse::cursor::{Cursor, Mark};
use crate::parse::layer;
use crate::parse::text::text;
use crate::parse::value::arguments::argument;
use crate::syntax::{Expr, Place};
use crate::words;

/// Modules that Python's layers are in.
const MODULES: [&str; 8] = ["nn", "keras", "layers", "tf", "torch", "F", "K", "models"];

const VALUE: &str = "write the name of a value, or call a layer as in `Dense<8>(x)`";

/// Of a chain of methods or operators, each of which is a mistake, so many are read.
const LONGEST: u8 = 8;

impl Graph {
    /// One expression, as far as it goes.
    pub(super) fn expression(&mut self, cursor: &mut Cursor<'_>, errors: &mut Errors) -> Expr {
        let (mark, start) = (cursor.mark(), cursor.here());
        let mut value = self.operand(cursor, errors);
        let mut first: Option<(char, Place)> = None;
        let mut changes = 0_u8;
        let together = |cursor: &Cursor<'_>, at, value: &mut Expr, errors: &mut Errors| {
            if let Expr::Call(call) = value {
                call.text = text(cursor.since(mark));
                call.place = cursor.place_since(mark, start);
            }
            // What is no value is said already.
            if !is_open(value) {
                let help = format!("write `{}`", render(value));
                errors.help(at, "values are put together by a layer", help);
            }
        };
        while let Some((sign, layer)) = operator_at(cursor) {
            let at = cursor.here();
            if let Some((_, place)) = first.filter(|(known, _)| *known != sign) {
                together(cursor, place, &mut value, errors);
                changes += 1;
                if changes > LONGEST {
                    skip(cursor);
                    return Expr::Broken(cursor.place_since(mark, start));
                }
                first = None;
            }
            first.get_or_insert((sign, at));
            cursor.take();
            let other = self.operand(cursor, errors);
            value = self.merged(layer, value, other, at);
        }
        if let Some((_, place)) = first {
            together(cursor, place, &mut value, errors);
        }
        value
    }

    /// A name or a layer, and what it is called with.
    fn operand(&mut self, cursor: &mut Cursor<'_>, errors: &mut Errors) -> Expr {
        let (mark, start) = (cursor.mark(), cursor.here());
        let mut value = self.primary(cursor, errors);
        let mut is_called_twice = false;
        let mut methods = 0_u8;
        loop {
            if cursor.is_group(0, Delimiter::Parenthesis) {
                if let Expr::Call(call) = &value {
                    if !is_called_twice {
                        errors.help(
                            cursor.here(),
                            format!("`{}` is a value and cannot be called", call.text),
                            "a layer is called once, with all its values in one pair of parentheses",
                        );
                    }
                    is_called_twice = true;
                    cursor.take();
                } else if let Expr::Broken(_) = value {
                    cursor.take();
                } else if cursor.is_group(1, Delimiter::Parenthesis)
                    && matches!(&value, Expr::Layer(_))
                    && is_empty(cursor)
                {
                    errors.help(
                        cursor.here(),
                        "a layer is not made before it is called",
                        "leave out the empty parentheses, as in `Dense<8>(x)`",
                    );
                    cursor.take();
                } else {
                    value = self.call(cursor, value, (mark, start), errors);
                }
            } else if cursor.is_punct(0, '.') && cursor.is_ident(1) {
                value = self.method(cursor, value, (mark, start), errors);
                methods += 1;
                if methods > LONGEST {
                    skip(cursor);
                    return Expr::Broken(cursor.place_since(mark, start));
                }
            } else if cursor.is_punct(0, '<')
                && let Expr::Name(name) = value
            {
                value = angles(cursor, name, (mark, start), errors);
            } else if let Expr::Name(name) = &value
                && !self.is_layer(name)
                && (cursor.is_group(0, Delimiter::Bracket) || cursor.is_punct(0, '.'))
            {
                let at = cursor.here();
                cursor.take();
                if !cursor.at_end() && !cursor.is_punct(0, ';') {
                    skip(cursor);
                }
                let help = format!("a layer takes all of it, as in `Dense<8>({})`", name.ident);
                errors.help(at, "a value of a graph has no parts", help);
                return Expr::Broken(at);
            } else if cursor.delimiter().is_some() && matches!(value, Expr::Name(_) | Expr::Layer(_)) {
                let at = cursor.here();
                let values = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
                let values = values.trim_matches(['[', ']', '{', '}', ' ']);
                errors.help(
                    Place { end: at.start, ..at },
                    format!("the values of `{}` stand in parentheses", render(&value)),
                    format!("write `{}({values})`", render(&value)),
                );
                let mut inside = cursor.eat_any_group();
                let values = match &mut inside {
                    Some((inside, _)) => self.values(inside, &mut value, errors),
                    None => Vec::new(),
                };
                value = called(value, values, cursor, (mark, start));
            } else {
                return value;
            }
        }
    }

    fn primary(&mut self, cursor: &mut Cursor<'_>, errors: &mut Errors) -> Expr {
        let mut at = cursor.here();
        while cursor.is_punct(0, '&') || cursor.is_punct(0, '*') {
            let sign = if cursor.is_punct(0, '&') { '&' } else { '*' };
            cursor.take();
            cursor.eat_keyword("mut");
            if !cursor.is_punct(0, sign) {
                errors.help(at, format!("`{sign}` is not needed before a value"), "leave it out");
            }
            at = cursor.here();
        }
        let found = match cursor.peek() {
            Some(TokenTree::Ident(word)) => return self.word(cursor, &word, errors),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                return self.parentheses(cursor, at, errors);
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                cursor.take();
                let help = "write a `let` for each, or `Concatenate(a, b)` for one value of all";
                errors.help(at, "a list is no value", help);
                return Expr::Broken(at);
            }
            Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), ';' | ',') => punct.to_string(),
            Some(token) => {
                cursor.take();
                text(token.into())
            }
            None => {
                errors.help(at, "a value is missing here", "write the name of a value");
                return Expr::Broken(at);
            }
        };
        errors.help(at, format!("expected a value, found `{found}`"), VALUE);
        Expr::Broken(at)
    }

    /// A name, or a layer.
    fn word(&mut self, cursor: &mut Cursor<'_>, word: &Ident, errors: &mut Errors) -> Expr {
        // `self.fc1(x)`
        if word == "self" && cursor.is_punct(1, '.') && cursor.is_ident(2) {
            let at = cursor.here();
            cursor.take();
            cursor.take();
            let name = cursor.peek().map(|name| name.to_string()).unwrap_or_default();
            errors.help(at, "a graph has no `self`", format!("write `{name}` alone"));
        } else if cursor.is_punct(1, '!') {
            let at = cursor.here();
            cursor.take();
            cursor.take();
            cursor.eat_any_group();
            errors.help(
                at,
                format!("`{word}!` does not stand inside of a graph"),
                "write that model beside this one, under its own name, and here `Model<Name>(x)`",
            );
            return Expr::Broken(at);
        } else if !self.knows(&word.to_string()) && is_layer(cursor, word) {
            return self.layer(cursor, errors);
        }
        match cursor.eat_ident() {
            Some(name) if words::is_keyword(&name.text()) => {
                errors.help(name.place, format!("expected a value, found `{}`", name.ident), VALUE);
                Expr::Broken(name.place)
            }
            Some(name) => Expr::Name(name),
            None => Expr::Broken(cursor.here()),
        }
    }

    fn layer(&mut self, cursor: &mut Cursor<'_>, errors: &mut Errors) -> Expr {
        let (name, first, second) = cursor.path();
        let is_python = match &first {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                is_group(second.as_ref()) || are_arguments(group.stream())
            }
            _ => false,
        };
        if is_python
            && is_group(second.as_ref())
            && let Some(merge) = name.and_then(|name| merge(&name))
        {
            return self.merge_of_keras(cursor, merge, errors);
        }
        match layer::of_graph(cursor, self.position + 1, &self.before, !is_python, errors) {
            Some(layer) => {
                self.position += 1;
                Expr::Layer(Box::new(layer))
            }
            None => Expr::Broken(cursor.here()),
        }
    }

    /// `(x)`, or a tuple.
    fn parentheses(&mut self, cursor: &mut Cursor<'_>, at: Place, errors: &mut Errors) -> Expr {
        let whole = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
        let Some((mut inside, _)) = cursor.eat_group(Delimiter::Parenthesis) else {
            return Expr::Broken(at);
        };
        if inside.at_end() {
            errors.help(at, "`()` is no value", "write the name of a value");
            return Expr::Broken(at);
        }
        let Some(value) = self.deeper(at, errors, |this, errors| this.expression(&mut inside, errors)) else {
            return Expr::Broken(at);
        };
        if inside.at_end() {
            return value;
        }
        errors.help(
            at,
            format!("expected one value, found `{whole}`"),
            format!("write `Concatenate{whole}` for one value of both, or a `let` for each"),
        );
        Expr::Broken(at)
    }

    /// `(user, item)` after a name or a layer.
    pub(super) fn call<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        mut callee: Expr,
        start: (Mark<'a>, Place),
        errors: &mut Errors,
    ) -> Expr {
        let Some((mut inside, place)) = cursor.eat_group(Delimiter::Parenthesis) else {
            return callee;
        };
        let read = |this: &mut Self, errors: &mut Errors| this.values(&mut inside, &mut callee, errors);
        match self.deeper(place, errors, read) {
            Some(values) => called(callee, values, cursor, start),
            None => Expr::Broken(place),
        }
    }

    /// The values of a call. Its named arguments go to the layer.
    pub(super) fn values(&mut self, cursor: &mut Cursor<'_>, callee: &mut Expr, errors: &mut Errors) -> Vec<Expr> {
        let mut values = Vec::new();
        while !cursor.at_end() {
            let mark = cursor.mark();
            let at = cursor.here();
            let is_named = cursor.is_named();
            let is_list = cursor.is_group(0, Delimiter::Bracket) || cursor.is_group(0, Delimiter::Parenthesis);
            if is_named {
                named(cursor, callee, at, errors);
            } else if is_list && (cursor.peek_at(1).is_none() || cursor.is_punct(1, ',')) {
                let list = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
                let list = list.trim_matches(['[', ']', '(', ')', ' ']).to_owned();
                let written = render(callee);
                respell(callee);
                errors.help(
                    at,
                    format!("the values of `{written}` stand without brackets"),
                    format!("write `{}({list})`", render(callee)),
                );
                if let Some((mut inside, _)) = cursor.eat_any_group() {
                    let read = |this: &mut Self, errors: &mut Errors| this.values(&mut inside, callee, errors);
                    values.extend(self.deeper(at, errors, read).unwrap_or_default());
                }
            } else if let Some(comma) = cursor.eat_punct(',') {
                errors.help(comma, "a value is missing before this comma", "leave out the comma");
                continue;
            } else {
                values.push(self.expression(cursor, errors));
            }
            separator(cursor, values.last(), errors);
            cursor.move_on_from(mark);
        }
        values
    }
}

fn is_group(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

/// Whether parentheses after a layer hold its arguments, as in Python, and no values.
fn are_arguments(inside: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = inside.into_iter().collect();
    let is_first_number = match tokens.as_slice() {
        [] | [TokenTree::Literal(_), ..] => true,
        [TokenTree::Punct(minus), ..] => minus.as_char() == '-',
        _ => false,
    };
    // `Conv2d(filters=8)`: no value stands there.
    let is_first_named =
        matches!(tokens.as_slice(), [TokenTree::Ident(_), TokenTree::Punct(equals), ..] if equals.as_char() == '=');
    is_first_number || is_first_named
}

/// Whether a word that is no name of the graph is a layer.
fn is_layer(cursor: &Cursor<'_>, word: &Ident) -> bool {
    let text = word.to_string();
    let is_followed = cursor.is_punct(1, '<') || matches!(cursor.peek_at(1), Some(TokenTree::Group(_)));
    // `dense`, `max_pooling2d`
    let is_spelling = || {
        let near = words::nearest_layer(&text).or_else(|| merge(&text));
        near.is_some_and(|near| words::is_one_of(&text, &[near]))
    };
    text.starts_with(char::is_uppercase)
        || cursor.is_path_separator(1)
        || cursor.is_punct(1, '.') && MODULES.contains(&text.as_str())
        || is_followed && is_spelling()
}

/// `axis = 1` among the values.
fn named(cursor: &mut Cursor<'_>, callee: &mut Expr, at: Place, errors: &mut Errors) {
    match callee {
        Expr::Layer(layer) => {
            let argument = argument(cursor, &layer.kind, None, errors);
            let is_merge = merge(&layer.kind.text()).is_some();
            layer.arguments.push(argument);
            if !is_merge {
                errors.help(
                    at,
                    format!("the arguments of `{}` stand in angle brackets", layer.kind.ident),
                    format!("write `{}`", of_layer(layer)),
                );
            }
        }
        callee => {
            let mark = cursor.mark();
            cursor.skip_to_comma(false);
            let argument = text(cursor.since(mark));
            errors.help(
                at,
                format!("`{}` has its arguments where it is written", render(callee)),
                format!("put `{argument}` there"),
            );
        }
    }
}

/// The comma between two values.
fn separator(cursor: &mut Cursor<'_>, before: Option<&Expr>, errors: &mut Errors) {
    if cursor.at_end() || cursor.eat_punct(',').is_some() {
        return;
    }
    let at = cursor.here();
    let found = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
    match before {
        Some(Expr::Broken(_)) => cursor.skip_to_comma(false),
        _ if cursor.is_ident(0) => {
            errors.help(
                at,
                format!("a comma is missing before `{found}`"),
                "values are separated by commas",
            );
            return;
        }
        before => {
            let before = before.map_or("a value".to_owned(), |value| format!("`{}`", render(value)));
            errors.help(
                at,
                format!("`{found}` does not belong after {before}"),
                "values are separated by commas",
            );
            cursor.skip_to_comma(false);
        }
    }
    if cursor.eat_punct(',').is_none() {
        cursor.eat_punct(';');
    }
}

/// Whether the group that stands here holds nothing.
fn is_empty(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(), Some(TokenTree::Group(group)) if group.stream().is_empty())
}
