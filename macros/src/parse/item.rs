//! What a struct and a function have before their bodies: attributes, visibility, name, generics.

use proc_macro2::{Delimiter, TokenStream};
use quote::ToTokens;
use syn::parse::Parse;
use syn::punctuated::Punctuated;
use syn::{Attribute, GenericParam, Generics, Token, Visibility};

use super::cursor::Cursor;
use crate::errors::Errors;
use crate::syntax::{Place, Word};
use crate::words;

/// An outer attribute, or what is written like one.
pub(super) struct Outer {
    /// `None` for one that is no attribute of Rust's.
    pub(super) attribute: Option<Attribute>,
    pub(super) tokens: TokenStream,
    pub(super) place: Place,
}

/// All attributes that stand here, doc comments among them.
pub(super) fn outer(cursor: &mut Cursor<'_>) -> Vec<Outer> {
    let mut all = Vec::new();
    while cursor.is_punct(0, '#') {
        let (mark, start) = (cursor.mark(), cursor.here());
        if let Some(attributes) = cursor.parse(Attribute::parse_outer) {
            all.extend(attributes.into_iter().map(|attribute| Outer {
                tokens: attribute.to_token_stream(),
                place: cursor.place(attribute.pound_token.spans[0], attribute.bracket_token.span.close()),
                attribute: Some(attribute),
            }));
            continue;
        }
        cursor.take();
        cursor.eat_group(Delimiter::Bracket);
        all.push(Outer {
            attribute: None,
            tokens: cursor.since(mark),
            place: cursor.place_since(mark, start),
        });
    }
    all
}

/// Attributes go to the struct as they are, save those that a model has already or cannot have.
pub(super) fn attributes(cursor: &mut Cursor<'_>, errors: &mut Errors) -> TokenStream {
    let mut kept = TokenStream::new();
    for Outer { attribute, tokens, .. } in outer(cursor) {
        if attribute.is_none_or(|attribute| is_right(&attribute, cursor, errors)) {
            kept.extend(tokens);
        }
    }
    kept
}

/// Whether an attribute may stand on a model.
fn is_right(attribute: &Attribute, cursor: &Cursor<'_>, errors: &mut Errors) -> bool {
    if let Some(name) = attribute.path().get_ident().filter(|name| *name == "repr") {
        let place = cursor.place(name.span(), name.span());
        errors.help(place, "the layout of a model is fixed", "leave out `repr`");
        return false;
    }
    if !attribute.path().is_ident("derive") {
        return true;
    }
    // What is no list of traits the compiler reports.
    let traits = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
    let mut already: Vec<Word> = Vec::new();
    let mut is_right = true;
    for segment in traits.iter().flatten().filter_map(|path| path.segments.last()) {
        let ident = segment.ident.clone();
        let place = cursor.place(ident.span(), ident.span());
        let name = Word { ident, place };
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

pub(super) fn visibility(cursor: &mut Cursor<'_>) -> TokenStream {
    let visibility = cursor.parse(Visibility::parse);
    visibility.map(ToTokens::into_token_stream).unwrap_or_default()
}

/// The model's name; `sample` shows where it stands.
pub(super) fn name(cursor: &mut Cursor<'_>, sample: &str, errors: &mut Errors) -> Option<Word> {
    let at = cursor.here();
    let Some(name) = cursor.eat_ident() else {
        let end = cursor.end_of_last();
        let at = match cursor.peek() {
            Some(_) => Place { end: at.start, ..at },
            None => cursor.place(end, end),
        };
        errors.help(at, "the model's name is missing", format!("write `{sample}`"));
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

/// `<T>`, `<const W: usize>`, `where …`: a model has none. Whether they are there, which is reported.
pub(super) fn generics(cursor: &mut Cursor<'_>, name: &Word, errors: &mut Errors) -> bool {
    if !cursor.is_punct(0, '<') && !cursor.is_keyword(0, "where") {
        return false;
    }
    let at = cursor.here();
    let generics = cursor.parse(Generics::parse).unwrap_or_default();
    let constant = generics.params.iter().find_map(|parameter| match parameter {
        GenericParam::Const(constant) => Some(&constant.ident),
        _ => None,
    });
    let help = match constant {
        Some(constant) => format!(
            "write `const {constant}: usize = 8;` before the macro; for several widths call it in a `macro_rules!` that takes \
             `$name:ident` and `$width:literal`"
        ),
        None => "leave them out; a size is a number or a constant".to_owned(),
    };
    errors.help(
        at,
        format!("model `{}` takes no parameters of its own", name.ident),
        help,
    );
    let ends = |cursor: &Cursor<'_>| cursor.at_end() || cursor.delimiter().is_some();
    while !ends(cursor) {
        cursor.take();
    }
    true
}

/// A name that is none of Rust's words.
pub(super) fn other_name(word: &str, fallback: &str) -> String {
    let stem = word.trim_matches('_').to_lowercase();
    if stem.is_empty() {
        fallback.to_owned()
    } else {
        format!("{stem}_{fallback}")
    }
}
