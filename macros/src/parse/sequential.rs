//! `sequential!`: a struct of layers, or a type.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::Cursor;
use super::layer::Layers;
use super::{item, layer, options};
use crate::errors::Errors;
use crate::syntax::{Body, Form, Place, Source, Word};
use crate::words;

/// Reads a call of `sequential!`.
pub(super) fn source(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    if cursor.at_end() {
        errors.help(
            cursor.here(),
            "this model is empty",
            "write `Input<…>` and one layer or more, separated by commas",
        );
        return None;
    }
    if is_item(cursor) {
        item(cursor, errors)
    } else {
        Some(anonymous(cursor, errors))
    }
}

/// The `struct` of a model of layers one after another.
pub(super) fn starts(cursor: &Cursor<'_>) -> Option<Place> {
    let tokens: Vec<TokenTree> = cursor.ahead().take(16).collect();
    tokens.windows(3).find_map(|tokens| match tokens {
        [TokenTree::Ident(keyword), TokenTree::Ident(_), body] if keyword == "struct" && is_brace(body) => {
            Some(cursor.place(keyword.span(), keyword.span()))
        }
        _ => None,
    })
}

/// Whether a struct is written here, however badly; else it is a type.
fn is_item(cursor: &Cursor<'_>) -> bool {
    const STARTS: [&str; 7] = ["pub", "struct", "enum", "type", "fn", "mod", "static"];
    let first = cursor.peek().map(|token| token.to_string()).unwrap_or_default();
    let is_name = cursor.is_ident(0) && !words::is_layer(&first);
    let is_body_after_name = is_name && cursor.is_group(1, Delimiter::Brace);
    // `class Net { … }`
    let is_word_before_name = is_name && cursor.is_ident(1) && matches!(cursor.peek_at(2), Some(TokenTree::Group(_)));
    cursor.contains_keyword("struct")
        || is_word_before_name
        || STARTS.iter().any(|start| first == *start)
        || cursor.is_punct(0, '#') && !is_layer_after_docs(cursor)
        || is_body_after_name
}

/// Docs and attributes stand before a struct, but also before a layer.
fn is_layer_after_docs(cursor: &Cursor<'_>) -> bool {
    let mut is_after_hash = false;
    let first = cursor.ahead().find(|token| {
        let is_hash = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#');
        !(is_hash || std::mem::replace(&mut is_after_hash, is_hash))
    });
    matches!(first, Some(TokenTree::Ident(ident)) if words::is_layer(&ident.to_string()))
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
    let Layers { all, krate, .. } = layer::layers(cursor, true, errors);
    Source {
        form: Form::Anonymous,
        body: Body::Sequential(all),
        place,
        krate,
        weights: None,
    }
}

/// `pub struct Net { … }`
pub(super) fn item(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    let attributes = item::attributes(cursor, errors);
    let visibility = item::visibility(cursor);
    if cursor.is_keyword(0, "type") {
        errors.help(
            cursor.here(),
            "a model is a struct",
            "write `struct Net { … }` here, or `type Net = sequential!(…);` around the layers",
        );
        return None;
    }
    let is_wrong = !keyword(cursor, errors);
    let name = item::name(cursor, "struct Name { … }", errors)?;
    item::generics(cursor, &name, errors);
    if cursor.is_punct(0, ':') || cursor.is_punct(0, '=') {
        let sign = if cursor.is_punct(0, ':') { ':' } else { '=' };
        errors.help(
            cursor.here(),
            format!("a `{sign}` stands between the model's name and its layers"),
            format!("write `struct {} {{ … }}`", name.ident),
        );
        while !cursor.at_end() && !cursor.is_group(0, Delimiter::Brace) {
            cursor.take();
        }
    }
    // `fn net() { … }`, whose `fn` is an error already.
    if is_wrong && cursor.is_group(1, Delimiter::Brace) {
        cursor.eat_group(Delimiter::Parenthesis);
    }
    let Layers {
        all,
        weights: misplaced,
        ..
    } = body(cursor, &name, errors);
    let (krate, weights) = options::options(cursor, "sequential", errors);
    Some(Source {
        place: name.place,
        form: Form::Item {
            attributes,
            visibility,
            name,
        },
        body: Body::Sequential(all),
        krate,
        weights: weights.or(misplaced),
    })
}

/// Whether the keyword is there.
fn keyword(cursor: &mut Cursor<'_>, errors: &mut Errors) -> bool {
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

/// The layers in their braces.
fn body(cursor: &mut Cursor<'_>, name: &Word, errors: &mut Errors) -> Layers {
    let at = cursor.here();
    let is_braced = cursor.is_group(0, Delimiter::Brace);
    let Some((mut inside, _)) = cursor.eat_any_group() else {
        errors.help(
            name.place,
            format!("model `{}` has no layers", name.ident),
            format!("write `struct {} {{ Input<…>, … }}`", name.ident),
        );
        cursor.skip_all();
        return Layers::default();
    };
    if !is_braced {
        errors.help(
            Place { end: at.start, ..at },
            "the layers of a model stand in braces",
            format!("write `struct {} {{ … }}`", name.ident),
        );
    }
    layer::layers(&mut inside, false, errors)
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace)
}
