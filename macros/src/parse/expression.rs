//! What stands behind the `=` of a `let`: names, layers and calls.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::arguments::{List, argument, arguments};
use super::cursor::{Cursor, Mark};
use super::layer;
use super::statement::{Graph, skip};
use super::text::text;
use crate::errors::Errors;
use crate::syntax::{Call, Callee, Expr, Layer, Place, Word};
use crate::words;

/// Layers of several values. Their arguments stand behind the values: `Concatenate(a, b, axis = 1)`.
const MERGES: [&str; 8] = [
    "Add",
    "Subtract",
    "Multiply",
    "Average",
    "Maximum",
    "Minimum",
    "Concatenate",
    "Dot",
];

/// Modules that Python's layers are in.
const MODULES: [&str; 8] = ["nn", "keras", "layers", "tf", "torch", "F", "K", "models"];

const VALUE: &str = "write the name of a value, or call a layer as in `Dense<8>(x)`";

/// Calls nest at most so deep: the stack must hold.
const DEEPEST: u8 = 64;

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

    /// `a + b` as a call of `Add`.
    fn merged(&mut self, name: &str, first: Expr, second: Expr, at: Place) -> Expr {
        match first {
            Expr::Call(mut call) if matches!(&call.callee, Callee::Layer(layer) if layer.respelled && layer.kind.ident == name) =>
            {
                call.values.push(second);
                Expr::Call(call)
            }
            first => Expr::Call(Call {
                callee: Callee::Layer(Box::new(self.layer_of(name, at))),
                values: vec![first, second],
                place: at,
                text: String::new(),
            }),
        }
    }

    /// A layer that stands for another spelling of it.
    fn layer_of(&mut self, name: &str, place: Place) -> Layer {
        self.position += 1;
        Layer {
            docs: TokenStream::new(),
            name: None,
            kind: Word {
                ident: Ident::new(name, place.start),
                place,
            },
            arguments: Vec::new(),
            position: self.position,
            text: name.to_owned(),
            broken: false,
            respelled: true,
        }
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

    /// `Concatenate(axis=-1)([a, b])`
    fn merge_of_keras(&mut self, cursor: &mut Cursor<'_>, name: &str, errors: &mut Errors) -> Expr {
        let (mark, start) = (cursor.mark(), cursor.here());
        while cursor.delimiter().is_none() && cursor.take().is_some() {}
        let mut layer = self.layer_of(name, start);
        let at = cursor.here();
        let mut ignored = Errors::new();
        let List { arguments, .. } = arguments(cursor, &layer.kind, false, &mut ignored);
        layer.arguments = arguments;
        layer.text = text(cursor.since(mark));
        let mut callee = Expr::Layer(Box::new(layer));
        let values = match cursor.eat_group(Delimiter::Parenthesis) {
            Some((mut inside, _)) => self.values(&mut inside, &mut callee, &mut ignored),
            None => Vec::new(),
        };
        ignored.finish();
        let value = called(callee, values, cursor, (mark, start));
        errors.help(
            Place { end: at.start, ..at },
            format!("`{name}` is called with its values at once"),
            format!("write `{}`", render(&value)),
        );
        value
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

    /// Reads what is inside of a call, unless calls nest too deep.
    fn deeper<R>(
        &mut self,
        at: Place,
        errors: &mut Errors,
        read: impl FnOnce(&mut Self, &mut Errors) -> R,
    ) -> Option<R> {
        if self.depth >= DEEPEST {
            errors.help(
                at,
                "these calls are nested too deep",
                "give a part of it a name with `let`",
            );
            return None;
        }
        self.depth += 1;
        let result = read(self, errors);
        self.depth -= 1;
        Some(result)
    }

    /// `(user, item)` after a name or a layer.
    fn call<'a>(
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
    fn values(&mut self, cursor: &mut Cursor<'_>, callee: &mut Expr, errors: &mut Errors) -> Vec<Expr> {
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

    /// `tower.call(x)`, `x.relu()`, `x.clone()`
    fn method<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        value: Expr,
        start: (Mark<'a>, Place),
        errors: &mut Errors,
    ) -> Expr {
        let at = cursor.here();
        cursor.take();
        let Some(method) = cursor.eat_ident() else {
            return value;
        };
        let place = at.to(method.place);
        let word = method.text();
        let written = render(&value);
        let is_call = ["call", "forward", "predict", "apply", "infer", "run"].contains(&word.as_str());
        if is_call && !matches!(value, Expr::Call(_) | Expr::Broken(_)) && cursor.is_group(0, Delimiter::Parenthesis) {
            let call = self.call(cursor, value, start, errors);
            errors.help(
                place,
                format!("`{written}` is called with parentheses alone"),
                format!("write `{}`", render(&call)),
            );
            return call;
        }
        let near = words::nearest_layer(&word).filter(|near| *near != "Input");
        let Some(near) = near.filter(|_| !matches!(value, Expr::Broken(_))) else {
            cursor.eat_group(Delimiter::Parenthesis);
            let help = match word.as_str() {
                "clone" | "to_owned" | "copy" | "into" => {
                    "leave it out: a value may be used as often as one likes".to_owned()
                }
                _ => format!("a layer is called with the value in parentheses, as in `Dense<8>({written})`"),
            };
            errors.help(place, format!("a value of a graph has no `{word}`"), help);
            return value;
        };
        let mut layer = self.layer_of(near, method.place);
        let mut ignored = Errors::new();
        let list = arguments(cursor, &layer.kind, false, &mut ignored);
        ignored.finish();
        // `x.Dense<8>()`
        cursor.eat_group(Delimiter::Parenthesis);
        layer.arguments = list.arguments;
        layer.broken = list.is_broken;
        layer.text = render(&Expr::Layer(Box::new(layer.clone())));
        let call = called(Expr::Layer(Box::new(layer)), vec![value], cursor, start);
        errors.help(
            place,
            "a layer is called with the value in parentheses",
            format!("write `{}`", render(&call)),
        );
        call
    }
}

/// The layer that an operator between two values stands for.
fn operator_at(cursor: &Cursor<'_>) -> Option<(char, &'static str)> {
    if cursor.is_punct(1, '>') {
        return None;
    }
    [('+', "Add"), ('-', "Subtract"), ('*', "Multiply")]
        .into_iter()
        .find(|(sign, _)| cursor.is_punct(0, *sign))
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

/// The layer of several values that somebody meant.
fn merge(word: &str) -> Option<&'static str> {
    words::nearest(word, &MERGES).or(match word {
        "cat" | "concat" => Some("Concatenate"),
        "mul" => Some("Multiply"),
        "sub" => Some("Subtract"),
        _ => None,
    })
}

/// Gives `concatenate` its right spelling, where an error says that already.
fn respell(callee: &mut Expr) {
    let Expr::Layer(layer) = callee else { return };
    let word = layer.kind.text();
    let near = merge(&word).or_else(|| words::nearest_layer(&word));
    if let Some(near) = near {
        layer.kind.ident = Ident::new(near, layer.kind.ident.span());
        layer.respelled = true;
    }
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

fn called<'a>(callee: Expr, values: Vec<Expr>, cursor: &Cursor<'a>, (mark, start): (Mark<'a>, Place)) -> Expr {
    let callee = match callee {
        Expr::Name(name) => Callee::Name(name),
        Expr::Layer(layer) => Callee::Layer(layer),
        other => return other,
    };
    Expr::Call(Call {
        callee,
        values,
        place: cursor.place_since(mark, start),
        text: text(cursor.since(mark)),
    })
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

/// `tower<user>`
fn angles<'a>(cursor: &mut Cursor<'a>, name: Word, start: (Mark<'a>, Place), errors: &mut Errors) -> Expr {
    let at = cursor.here();
    let mut depth = 0_usize;
    let mut values = Vec::new();
    while !cursor.at_end() && !cursor.is_punct(0, ';') && !cursor.is_keyword(0, "let") {
        if let Some(value) = cursor.eat_ident() {
            values.push(value);
            continue;
        }
        depth += usize::from(cursor.is_punct(0, '<'));
        let is_close = cursor.is_punct(0, '>');
        cursor.take();
        if is_close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                break;
            }
        }
    }
    if cursor.is_group(0, Delimiter::Parenthesis) {
        errors.help(
            at,
            format!("`{}` has its arguments where it is written", name.ident),
            format!("write `{}(…)`", name.ident),
        );
        return Expr::Name(name);
    }
    let written: Vec<String> = values.iter().map(Word::text).collect();
    errors.help(
        at,
        format!("`{}` is called with parentheses", name.ident),
        format!("write `{}({})`", name.ident, written.join(", ")),
    );
    let values = values.into_iter().map(Expr::Name).collect();
    called(Expr::Name(name), values, cursor, start)
}

/// The expression in this crate's words, for helps.
pub(super) fn render(value: &Expr) -> String {
    let (callee, values, layer) = match value {
        Expr::Name(name) => return name.text(),
        Expr::Layer(layer) => return of_layer(layer),
        Expr::Broken(_) => return "…".to_owned(),
        Expr::Call(call) => match &call.callee {
            Callee::Name(name) => (name.text(), &call.values, None),
            Callee::Layer(layer) if MERGES.iter().any(|merge| layer.kind.ident == merge) => {
                (layer.kind.text(), &call.values, Some(layer))
            }
            Callee::Layer(layer) => (of_layer(layer), &call.values, None),
        },
    };
    let mut values: Vec<String> = values.iter().map(render).collect();
    values.extend(layer.iter().flat_map(|layer| written(layer)));
    format!("{callee}({})", values.join(", "))
}

fn of_layer(layer: &Layer) -> String {
    let arguments: Vec<String> = written(layer).collect();
    if arguments.is_empty() {
        return layer.kind.text();
    }
    format!("{}<{}>", layer.kind.ident, arguments.join(", "))
}

fn written(layer: &Layer) -> impl Iterator<Item = String> {
    layer.arguments.iter().map(|argument| match &argument.name {
        Some(name) => format!("{} = {}", name.ident, argument.value.text),
        None => argument.value.text.clone(),
    })
}

/// Whether any layer of it was written in another language, which is said where it stands.
pub(super) fn is_respelled(value: &Expr) -> bool {
    any_layer(value, |layer| layer.respelled)
}

/// Whether a mistake that is reported leaves a part of it open.
pub(super) fn is_broken(value: &Expr) -> bool {
    is_open(value) || any_layer(value, |layer| layer.broken)
}

/// Whether a value in it is missing.
fn is_open(value: &Expr) -> bool {
    match value {
        Expr::Broken(_) => true,
        Expr::Call(call) => call.values.iter().any(is_open),
        Expr::Name(_) | Expr::Layer(_) => false,
    }
}

fn any_layer(value: &Expr, test: fn(&Layer) -> bool) -> bool {
    match value {
        Expr::Layer(layer) => test(layer),
        Expr::Call(call) => {
            let is_callee = matches!(&call.callee, Callee::Layer(layer) if test(layer));
            is_callee || call.values.iter().any(|value| any_layer(value, test))
        }
        Expr::Name(_) | Expr::Broken(_) => false,
    }
}
