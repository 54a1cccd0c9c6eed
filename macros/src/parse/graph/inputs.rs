//! The inputs of a graph: `(user: Input<16>, item: Input<16>)`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::Graph;
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::item::other_name;
use crate::parse::layer;
use crate::parse::text::text;
use crate::syntax::{Layer, Parameter, Place, Word};
use crate::words;

/// `(user: Input<16>, item: Input<16>)`. Whether they are there.
pub(super) fn inputs(
    cursor: &mut Cursor<'_>,
    name: &Word,
    is_generic: bool,
    graph: &mut Graph,
    errors: &mut Errors,
) -> bool {
    let Some((mut inside, place)) = cursor.eat_group(Delimiter::Parenthesis) else {
        // `Net<Input<2>>` is one mistake.
        if !is_generic {
            errors.help(
                name.place,
                format!("model `{}` has no inputs", name.ident),
                format!("write `fn {}(x: Input<2>) -> y {{ … }}`", name.ident),
            );
        }
        return false;
    };
    if inside.at_end() {
        errors.help(
            place,
            format!("model `{}` has no inputs", name.ident),
            "write them as in `(x: Input<2>)`",
        );
    }
    while !inside.at_end() {
        let mark = inside.mark();
        if let Some(input) = input(&mut inside, errors) {
            graph.input(input);
        }
        let at = inside.here();
        if inside.eat_punct(',').is_none() && !inside.at_end() {
            let is_next = inside.is_ident(0) && inside.is_punct(1, ':');
            let found = inside.peek().map(|token| text(token.into())).unwrap_or_default();
            if is_next {
                errors.help(
                    at,
                    format!("a comma is missing before `{found}`"),
                    "inputs are separated by commas",
                );
            } else {
                errors.help(
                    at,
                    format!("`{found}` does not belong after an input"),
                    "inputs are separated by commas",
                );
                inside.skip_to_comma(false);
                inside.take();
            }
        }
        inside.move_on_from(mark);
    }
    true
}

/// `user: Input<16>`
fn input(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Parameter> {
    layer::docs(cursor, "an input", errors);
    if let Some(place) = cursor.eat_keyword("mut") {
        errors.help(place, "an input of a model never changes", "leave out `mut`");
    }
    let at = cursor.here();
    // `&self`, `self`
    if cursor.is_keyword(0, "self") || cursor.is_punct(0, '&') && cursor.contains_keyword("self") {
        cursor.skip_to_comma(false);
        errors.help(
            at,
            "`self` is a word of Rust and cannot name an input",
            "leave it out: a model has its own layers",
        );
        return None;
    }
    if !cursor.is_named() {
        let name = unnamed_input(cursor, at, errors)?;
        let layer = unknown(&name);
        return Some(Parameter { name, layer });
    }
    let name = cursor.eat_ident()?;
    if words::is_keyword(&name.text()) {
        errors.help(
            name.place,
            format!("`{}` is a word of Rust and cannot name an input", name.ident),
            format!("use another name, such as `{}`", other_name(&name.text(), "value")),
        );
    }
    let sign = cursor.here();
    if cursor.eat_punct('=').is_some() {
        let sentence = format!("the input `{}` is followed by `=`", name.ident);
        errors.help(sign, sentence, format!("write `{}: Input<…>`", name.ident));
    } else {
        cursor.take();
    }
    let layer = shape(cursor, &name, sign, errors).unwrap_or_else(|| unknown(&name));
    Some(Parameter { name, layer })
}

/// An input that lacks its name or its shape. Its name, as far as there is one.
fn unnamed_input(cursor: &mut Cursor<'_>, at: Place, errors: &mut Errors) -> Option<Word> {
    let mark = cursor.mark();
    let mut end = cursor.is_punct(0, ',');
    let is_input = cursor.peek().is_some_and(|token| words::is_input(&token.to_string()));
    let name = cursor.eat_ident();
    if is_input && (cursor.is_punct(0, '<') || cursor.delimiter().is_some()) {
        cursor.skip_to_comma(false);
        let sizes = text(cursor.since(mark));
        errors.help(at, "an input is missing its name", format!("write `x: {sizes}`"));
        // By the name in the help.
        let ident = Ident::new("x", at.start);
        return Some(Word { ident, place: at });
    }
    end |= cursor.at_end() || cursor.is_punct(0, ',');
    match &name {
        Some(name) if end => errors.help(
            at,
            format!("the input `{}` has no shape", name.ident),
            format!("write `{}: Input<2>`", name.ident),
        ),
        _ => {
            cursor.skip_to_comma(false);
            errors.help(at, "an input is a name and its shape", "write it as in `x: Input<2>`");
        }
    }
    name
}

/// An input of no known shape, which is reported.
fn unknown(name: &Word) -> Layer {
    Layer {
        docs: TokenStream::new(),
        name: None,
        kind: Word {
            ident: Ident::new("Input", name.ident.span()),
            place: name.place,
        },
        arguments: Vec::new(),
        position: 0,
        text: format!("{}: Input", name.ident),
        broken: true,
        respelled: true,
    }
}

/// `Input<16>`, after the name.
fn shape(cursor: &mut Cursor<'_>, name: &Word, sign: Place, errors: &mut Errors) -> Option<Layer> {
    let at = cursor.here();
    if cursor.at_end() || cursor.is_punct(0, ',') {
        errors.help(
            sign,
            format!("the input `{}` has no shape", name.ident),
            format!("write `{}: Input<2>`", name.ident),
        );
        return None;
    }
    let mark = cursor.mark();
    // `keras.Input`
    let is_input = cursor.path().0.is_some_and(|last| words::is_input(&last));
    if is_input {
        let mut layer = layer::of_graph(cursor, 0, &[], false, errors)?;
        layer.position = 0;
        layer.text = format!("{}: {}", name.ident, layer.text);
        return Some(layer);
    }
    cursor.skip_to_comma(false);
    let tokens = cursor.since(mark);
    let place = cursor.place_since(mark, at);
    let size = numbers(tokens.clone()).join(", ");
    let size = if size.is_empty() { "2".to_owned() } else { size };
    errors.help(
        place,
        format!("an input is `Input<…>`, found `{}`", text(tokens)),
        format!("write `{}: Input<{size}>`", name.ident),
    );
    None
}

/// The sizes in a type of Rust's: `[f32; 16]`, `SVector<f32, 16>`, `&[[f32; 28]; 28]`.
fn numbers(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => found.push(literal.to_string()),
            // The outer size comes first.
            TokenTree::Group(group) => {
                let inside = numbers(group.stream());
                found.extend(inside.into_iter().rev());
            }
            _ => {}
        }
    }
    found
}
