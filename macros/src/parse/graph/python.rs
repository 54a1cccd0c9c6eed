//! Calls as other languages write them: operators, methods, lists of values.

use proc_macro2::{Delimiter, Ident, TokenStream};

use super::render::{MERGES, render};
use super::{Graph, called};
use crate::errors::Errors;
use crate::parse::cursor::{Cursor, Mark};
use crate::parse::text::text;
use crate::parse::value::arguments::{List, arguments};
use crate::syntax::{Call, Callee, Expr, Layer, Place, Word};
use crate::words;

impl Graph {
    /// `a + b` as a call of `Add`.
    pub(super) fn merged(&mut self, name: &str, first: Expr, second: Expr, at: Place) -> Expr {
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
    pub(super) fn layer_of(&mut self, name: &str, place: Place) -> Layer {
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

    /// `Concatenate(axis=-1)([a, b])`
    pub(super) fn merge_of_keras(&mut self, cursor: &mut Cursor<'_>, name: &str, errors: &mut Errors) -> Expr {
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

    /// `tower.call(x)`, `x.relu()`, `x.clone()`
    pub(super) fn method<'a>(
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
pub(super) fn operator_at(cursor: &Cursor<'_>) -> Option<(char, &'static str)> {
    if cursor.is_punct(1, '>') {
        return None;
    }
    [('+', "Add"), ('-', "Subtract"), ('*', "Multiply")]
        .into_iter()
        .find(|(sign, _)| cursor.is_punct(0, *sign))
}

/// The layer of several values that somebody meant.
pub(super) fn merge(word: &str) -> Option<&'static str> {
    words::nearest(word, &MERGES).or(match word {
        "cat" | "concat" => Some("Concatenate"),
        "mul" => Some("Multiply"),
        "sub" => Some("Subtract"),
        _ => None,
    })
}

/// Gives `concatenate` its right spelling, where an error says that already.
pub(super) fn respell(callee: &mut Expr) {
    let Expr::Layer(layer) = callee else { return };
    let word = layer.kind.text();
    let near = merge(&word).or_else(|| words::nearest_layer(&word));
    if let Some(near) = near {
        layer.kind.ident = Ident::new(near, layer.kind.ident.span());
        layer.respelled = true;
    }
}

/// `tower<user>`
pub(super) fn angles<'a>(cursor: &mut Cursor<'a>, name: Word, start: (Mark<'a>, Place), errors: &mut Errors) -> Expr {
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
