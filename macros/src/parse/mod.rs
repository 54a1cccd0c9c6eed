//! From tokens to a [`Source`]: the only part that reads tokens.
//!
//! Nothing here gives up: after a mistake reading goes on at the next comma, so that every mistake is found.

mod array;
mod cursor;
mod foreign;
mod layer;
mod literal;
mod options;
mod text;
mod value;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::syntax::{self, Form, Place, Source, Word};
use crate::words;
use cursor::{Clock, Cursor};
use layer::Body;

/// Reads a call of `sequential!`. `None` where not even the model's name can be told.
pub(crate) fn sequential(tokens: TokenStream, errors: &mut Errors) -> Option<Source> {
    let clock = Clock::default();
    let mut cursor = Cursor::new(tokens, Span::call_site(), &clock);
    if cursor.at_end() {
        errors.help(
            cursor.here(),
            "this model is empty",
            "write `Input<…>` and one layer or more, separated by commas",
        );
        return None;
    }
    let source = if is_item(&cursor) {
        item(&mut cursor, errors)
    } else {
        Some(anonymous(&mut cursor, errors))
    };
    if let Some(comment) = clock.comment() {
        errors.help(comment, "a comment does not begin with `#`", "write `// …`");
    }
    source
}

/// Whether a struct is written here, however badly; else it is a type.
fn is_item(cursor: &Cursor<'_>) -> bool {
    const STARTS: [&str; 7] = ["pub", "struct", "enum", "type", "fn", "mod", "static"];
    let is_body_after_name = cursor.is_ident(0)
        && matches!(cursor.peek_at(1), Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace)
        && !words::is_layer(&ident_text(cursor));
    // `class Net { … }`
    let is_word_before_name = cursor.is_ident(0)
        && cursor.is_ident(1)
        && matches!(cursor.peek_at(2), Some(TokenTree::Group(_)))
        && !words::is_layer(&ident_text(cursor));
    cursor.contains_keyword("struct")
        || is_word_before_name
        || STARTS.iter().any(|start| cursor.is_keyword(0, start))
        || cursor.is_punct(0, '#') && !is_layer_after_docs(cursor)
        || is_body_after_name
}

fn ident_text(cursor: &Cursor<'_>) -> String {
    cursor.peek().map(ToString::to_string).unwrap_or_default()
}

/// Docs and attributes stand before a struct, but also before a layer.
fn is_layer_after_docs(cursor: &Cursor<'_>) -> bool {
    let mut ahead = 0;
    while cursor.is_punct(ahead, '#') {
        ahead += 2;
    }
    matches!(cursor.peek_at(ahead), Some(TokenTree::Ident(ident)) if words::is_layer(&ident.to_string()))
}

fn anonymous(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Source {
    let place = cursor.here();
    let is_closed = !cursor.is_unclosed();
    if let Some(open) = cursor.eat_punct('<')
        && !(is_closed && cursor.drop_last('>'))
    {
        errors.help(
            open,
            "this `<` is never closed",
            "write `>` after the last layer, or leave out both",
        );
    }
    let Body { layers, krate, .. } = layer::layers(cursor, true, errors);
    Source {
        form: Form::Anonymous,
        body: syntax::Body::Sequential(layers),
        place,
        krate,
        weights: None,
    }
}

fn item(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    let attributes = attributes(cursor, errors);
    let visibility = visibility(cursor);
    if cursor.is_keyword(0, "type") {
        errors.help(
            cursor.here(),
            "a model is a struct",
            "write `struct Net { … }` here, or `type Net = sequential!(…);` around the layers",
        );
        return None;
    }
    let is_wrong = !keyword_struct(cursor, errors);
    let name = name(cursor, errors)?;
    if cursor.is_punct(0, '<') || cursor.is_keyword(0, "where") {
        errors.help(
            cursor.here(),
            format!("model `{}` takes no parameters of its own", name.ident),
            "leave them out; a size is a number or a constant",
        );
        while !cursor.at_end() && !matches!(cursor.peek(), Some(TokenTree::Group(_))) {
            cursor.take();
        }
    }
    if cursor.is_punct(0, ':') || cursor.is_punct(0, '=') {
        let sign = if cursor.is_punct(0, ':') { ':' } else { '=' };
        errors.help(
            cursor.here(),
            format!("a `{sign}` stands between the model's name and its layers"),
            format!("write `struct {} {{ … }}`", name.ident),
        );
        let is_body = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace);
        while !cursor.at_end() && !is_body(cursor.peek()) {
            cursor.take();
        }
    }
    // `fn net() { … }`, whose `fn` is an error already.
    if is_wrong && matches!(cursor.peek_at(1), Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace) {
        cursor.eat_group(Delimiter::Parenthesis);
    }
    let Body {
        layers,
        weights: misplaced,
        ..
    } = body(cursor, &name, errors);
    let (krate, weights) = options::options(cursor, errors);
    let place = name.place;
    Some(Source {
        form: Form::Item {
            attributes,
            visibility,
            name,
        },
        body: syntax::Body::Sequential(layers),
        place,
        krate,
        weights: weights.or(misplaced),
    })
}

/// The layers in their braces.
fn body(cursor: &mut Cursor<'_>, name: &Word, errors: &mut Errors) -> Body {
    let Some(TokenTree::Group(body)) = cursor.peek() else {
        errors.help(
            name.place,
            format!("model `{}` has no layers", name.ident),
            format!("write `struct {} {{ Input<…>, … }}`", name.ident),
        );
        cursor.skip_all();
        return Body::default();
    };
    let body = body.clone();
    if body.delimiter() != Delimiter::Brace {
        let at = cursor.here();
        errors.help(
            Place { end: at.start, ..at },
            "the layers of a model stand in braces",
            format!("write `struct {} {{ … }}`", name.ident),
        );
    }
    cursor.take();
    layer::layers(&mut cursor.inside(&body), false, errors)
}

/// Attributes go to the struct as they are, save those that a model has already or cannot have.
fn attributes(cursor: &mut Cursor<'_>, errors: &mut Errors) -> TokenStream {
    let mut attributes = TokenStream::new();
    loop {
        let mark = cursor.mark();
        if cursor.eat_punct('#').is_none() {
            return attributes;
        }
        let is_right = match cursor.eat_group(Delimiter::Bracket) {
            Some((group, _)) => attribute(&mut cursor.inside(&group), errors),
            None => true,
        };
        if is_right {
            attributes.extend(cursor.since(mark));
        }
    }
}

/// Whether an attribute may stand on a model.
fn attribute(inside: &mut Cursor<'_>, errors: &mut Errors) -> bool {
    let Some(name) = inside.eat_ident() else { return true };
    if name.ident == "repr" {
        errors.help(name.place, "the layout of a model is fixed", "leave out `repr`");
        return false;
    }
    let traits = if name.ident == "derive" {
        inside.eat_group(Delimiter::Parenthesis)
    } else {
        None
    };
    let Some((traits, _)) = traits else { return true };
    let mut traits = inside.inside(&traits);
    let mut already: Vec<Word> = Vec::new();
    let mut is_right = true;
    while !traits.at_end() {
        let Some(name) = traits.eat_ident() else {
            traits.take();
            continue;
        };
        let sentence = match name.text().as_str() {
            "Clone" | "Copy" | "Debug" | "PartialEq" => {
                already.push(name);
                continue;
            }
            word @ ("Serialize" | "Deserialize") => format!("a model is `{word}` already, with the feature `serde`"),
            word @ ("Default" | "Eq" | "Hash" | "Ord" | "PartialOrd") => format!("a model cannot be `{word}`"),
            _ => continue,
        };
        is_right = false;
        errors.help(name.place, sentence, format!("leave out `{}`", name.ident));
    }
    if let (Some(first), Some(last)) = (already.first(), already.last()) {
        let words: Vec<String> = already.iter().map(|word| format!("`{}`", word.ident)).collect();
        let words = words::list(words.iter().map(String::as_str));
        errors.help(
            first.place.to(last.place),
            format!("a model is {words} already"),
            format!("leave out {words}"),
        );
        is_right = false;
    }
    is_right
}

fn visibility(cursor: &mut Cursor<'_>) -> TokenStream {
    let mark = cursor.mark();
    if cursor.eat_keyword("pub").is_some() {
        cursor.eat_group(Delimiter::Parenthesis);
    }
    // `$visibility:vis`, which may be empty.
    cursor.eat_group(Delimiter::None);
    cursor.since(mark)
}

/// Whether the keyword is there.
fn keyword_struct(cursor: &mut Cursor<'_>, errors: &mut Errors) -> bool {
    if cursor.eat_keyword("struct").is_some() {
        return true;
    }
    let at = cursor.here();
    // `pub Overweight { … }` lacks the keyword, `pub enum Overweight { … }` has the wrong one.
    if cursor.is_ident(0) && cursor.is_ident(1) {
        errors.help(at, "a model is a struct", "write `struct` here");
        cursor.take();
    } else {
        errors.help(
            at,
            "the keyword `struct` is missing before the model's name",
            "write `pub struct Name { … }`",
        );
    }
    false
}

fn name(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Word> {
    let at = cursor.here();
    let Some(name) = cursor.eat_ident() else {
        let at = Place { end: at.start, ..at };
        errors.help(at, "the model's name is missing", "write `struct Name { … }`");
        return None;
    };
    if words::is_keyword(&name.text()) {
        errors.help(
            at,
            format!("`{}` is a keyword and cannot name a model", name.ident),
            "use another name",
        );
        return None;
    }
    Some(name)
}
