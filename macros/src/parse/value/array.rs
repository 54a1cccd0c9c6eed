//! Values that other languages write where a size is expected: an array, a percentage.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::parse::cursor::{Cursor, Mark};
use crate::parse::text::text;
use crate::parse::value;
use crate::syntax::{Place, Value, ValueKind, Word};

/// Reads such a value and says how it is written here. `None` for anything else, and nothing is taken.
pub(in crate::parse) fn value(cursor: &mut Cursor<'_>, owner: &Word, errors: &mut Errors) -> Option<Value> {
    if cursor.is_punct(1, '%') && matches!(cursor.peek(), Some(TokenTree::Literal(_))) {
        return percentage(cursor, owner, errors);
    }
    let mark = cursor.mark();
    let start = cursor.here();
    let is_typed = is_number_type(cursor.peek()) && cursor.is_punct(1, ';');
    let group = match cursor.peek() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => Some(group),
        _ => None,
    };
    let (sentence, help) = match (owner.text().as_str(), group) {
        ("Input", Some(group)) => {
            cursor.take();
            let mut shape = Shape::default();
            shape.read(&group);
            ("the sizes of an input stand without brackets", shape.help())
        }
        ("Input", None) if is_typed => {
            let dtype = cursor.take().map(|(token, _)| token.to_string());
            cursor.take();
            let size = value::value(cursor, errors);
            let shape = Shape {
                sizes: vec![size.text],
                dtype,
            };
            ("an input has sizes alone, and no type before them", shape.help())
        }
        ("Dense", Some(group)) => {
            cursor.take();
            let sizes = text(group.stream());
            let layers: Vec<String> = sizes
                .split(',')
                .map(|size| format!("`Dense<{}>`", size.trim()))
                .collect();
            let help = match layers.as_slice() {
                [only] => format!("write {only}"),
                _ => format!("write a layer for each: {}", layers.join(", ")),
            };
            ("a `Dense` has one number of units", help)
        }
        _ => return None,
    };
    let end = cursor.place_since(mark, start);
    errors.help(end, sentence, help);
    Some(broken(cursor, mark, end))
}

fn broken<'a>(cursor: &Cursor<'a>, mark: Mark<'a>, place: Place) -> Value {
    let tokens = cursor.since(mark);
    Value {
        kind: ValueKind::Broken,
        place,
        text: text(tokens.clone()),
        tokens,
    }
}

fn is_number_type(token: Option<TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == "f32" || ident == "f64")
}

/// `[f32; 2]`, `[[f32; 28]; 28]`, `[28, 28, 1]`
#[derive(Default)]
struct Shape {
    sizes: Vec<String>,
    dtype: Option<String>,
}

impl Shape {
    fn read(&mut self, array: &Group) {
        let tokens: Vec<TokenTree> = array.stream().into_iter().collect();
        let semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
        let mut parts = tokens.split(semicolon);
        let element = parts.next().unwrap_or_default();
        let size = parts
            .next()
            .map(|size| text(size.iter().cloned().collect::<TokenStream>()));
        match (element, size) {
            ([TokenTree::Group(inner)], Some(size)) => {
                self.sizes.push(size);
                self.read(inner);
            }
            ([TokenTree::Ident(dtype)], Some(size)) => {
                self.sizes.push(size);
                self.dtype = Some(dtype.to_string());
            }
            (_, Some(size)) => self.sizes.push(size),
            (sizes, None) => self.sizes.push(text(sizes.iter().cloned().collect::<TokenStream>())),
        }
    }

    fn help(&self) -> String {
        let dtype = match self.dtype.as_deref() {
            Some("f64") => ", dtype = f64",
            _ => "",
        };
        format!("write `Input<{}{dtype}>`", self.sizes.join(", "))
    }
}

/// `50%`
fn percentage(cursor: &mut Cursor<'_>, owner: &Word, errors: &mut Errors) -> Option<Value> {
    let ends = cursor.peek_at(2).is_none() || cursor.is_punct(2, ',') || cursor.is_punct(2, '>');
    let number: f64 = cursor.peek()?.to_string().parse().ok().filter(|_| ends)?;
    let mark = cursor.mark();
    let start = cursor.here();
    cursor.take();
    cursor.take();
    let place = cursor.place_since(mark, start);
    errors.help(
        place,
        format!("`{number}%` is no number here"),
        format!("write the fraction: `{}<{}>`", owner.ident, number / 100.0),
    );
    Some(broken(cursor, mark, place))
}
