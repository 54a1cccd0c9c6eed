//! Layers, separated by commas, and their arguments.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::cursor::{Cursor, Mark};
use super::foreign::{self, Call};
use super::item::{self, Outer};
use super::options::{self, option_crate};
use super::text::text;
use super::value::arguments::{List, arguments};
use crate::errors::Errors;
use crate::syntax::{Layer, Place, Weights, Word};
use crate::words;

/// What stands between the braces of a model.
#[derive(Default)]
pub(super) struct Layers {
    pub(super) all: Vec<Layer>,
    /// The `crate` option of the anonymous form.
    pub(super) krate: Option<TokenStream>,
    /// That a file of weights is meant to be there, which is an error already.
    pub(super) weights: Option<Weights>,
}

/// All layers up to the end, and the `crate` option of the anonymous form.
pub(super) fn layers(cursor: &mut Cursor<'_>, is_anonymous: bool, errors: &mut Errors) -> Layers {
    let mut found = Layers::default();
    let mut position = 0;
    let mut semicolons = false;
    while !cursor.at_end() {
        let mark = cursor.mark();
        if is_anonymous && cursor.is_keyword(0, "crate") && cursor.is_punct(1, '=') {
            found.krate = option_crate(cursor, errors);
        } else if options::starts(cursor) {
            misplaced_option(cursor, is_anonymous, &mut found.weights, errors);
            cursor.eat_punct(',');
            continue;
        } else if let Some(layer) = layer(cursor, position + 1, &found.all, errors) {
            if !layer.is_input() {
                position += 1;
            }
            found.all.push(layer);
        }
        separator(cursor, found.all.last(), &mut semicolons, errors);
        cursor.move_on_from(mark);
    }
    found
}

/// `weights = "…"` among the layers, which is said once for all options.
pub(super) fn misplaced_option(
    cursor: &mut Cursor<'_>,
    is_anonymous: bool,
    weights: &mut Option<Weights>,
    errors: &mut Errors,
) {
    let place = cursor.here();
    let mark = cursor.mark();
    cursor.skip_to_comma(false);
    let option = text(cursor.since(mark));
    if weights.is_some() {
        return;
    }
    let help = if is_anonymous {
        format!("write the model as a struct, and `{option}` after its closing brace")
    } else {
        format!("put `{option}` after the closing brace")
    };
    errors.help(place, "a file of weights is no layer", help);
    *weights = Some(Weights::unreadable(place));
}

/// The comma after a layer, or whatever stands there instead. Who writes `;` writes it everywhere, and is told once.
fn separator(cursor: &mut Cursor<'_>, before: Option<&Layer>, semicolons: &mut bool, errors: &mut Errors) {
    if cursor.at_end() || cursor.eat_punct(',').is_some() {
        return;
    }
    let at = cursor.here();
    if before.is_some_and(|layer| layer.broken) && (cursor.is_ident(0) || cursor.delimiter().is_some()) {
        // What is not closed ends where the next layer begins.
        cursor.eat_any_group();
        return;
    }
    let before = before.map_or_else(|| "a layer".to_owned(), |layer| format!("`{}`", layer.text));
    match cursor.peek() {
        Some(TokenTree::Punct(punct)) if punct.as_char() == ';' => {
            if !core::mem::replace(semicolons, true) {
                errors.help(
                    at,
                    format!("a `;` stands after {before}"),
                    "layers are separated by commas",
                );
            }
            cursor.take();
        }
        Some(TokenTree::Ident(ident)) => {
            errors.help(
                at,
                format!("a comma is missing between {before} and `{ident}`"),
                format!("write `,` after {before}"),
            );
        }
        Some(token) => {
            let found = match token {
                TokenTree::Group(group) => match group.delimiter() {
                    Delimiter::Parenthesis => "(".to_owned(),
                    Delimiter::Brace => "{".to_owned(),
                    _ => "[".to_owned(),
                },
                token => token.to_string(),
            };
            errors.help(
                at,
                format!("`{found}` does not belong after {before}"),
                "layers are separated by commas",
            );
            cursor.skip_to_comma(false);
            cursor.eat_punct(',');
        }
        None => {}
    }
}

/// One layer. `None` after a mistake that leaves nothing to call a layer.
fn layer(cursor: &mut Cursor<'_>, position: usize, before: &[Layer], errors: &mut Errors) -> Option<Layer> {
    let docs = docs(cursor, "a layer", errors);
    if cursor.is_keyword(0, "pub") {
        errors.help(cursor.here(), "every layer of a model is public", "leave out `pub`");
        cursor.take();
        cursor.eat_group(Delimiter::Parenthesis);
    }
    let name = name(cursor, errors);
    let mark = cursor.mark();
    let kind = kind(cursor, name.as_ref(), errors)?;
    let mut layer = rest(cursor, (mark, kind), position, before, true, errors);
    if let Some(name) = &name {
        layer.text = format!("{}: {}", name.ident, layer.text);
    }
    let mut layer = Layer { docs, name, ..layer };
    foreign::in_and_out(&mut layer, before, errors);
    Some(layer)
}

/// A layer of a graph, which has no name and no docs of its own. Parentheses hold its arguments, as in Python, if
/// `is_called` is false; else they hold values, and stay.
pub(super) fn of_graph(
    cursor: &mut Cursor<'_>,
    position: usize,
    before: &[Layer],
    is_called: bool,
    errors: &mut Errors,
) -> Option<Layer> {
    let mark = cursor.mark();
    let kind = kind(cursor, None, errors)?;
    let mut layer = rest(cursor, (mark, kind), position, before, !is_called, errors);
    foreign::in_and_out(&mut layer, before, errors);
    Some(layer)
}

/// What follows the name of a layer.
fn rest<'a>(
    cursor: &mut Cursor<'a>,
    (mark, Kind { word: mut kind, prefix }): (Mark<'a>, Kind),
    position: usize,
    before: &[Layer],
    may_be_python: bool,
    errors: &mut Errors,
) -> Layer {
    if cursor.is_path_separator(0) && cursor.is_punct(2, '<') {
        errors.help(
            cursor.here(),
            format!("`::` is not needed after `{}`", kind.ident),
            format!("write `{}<…>`", kind.ident),
        );
        cursor.take();
        cursor.take();
    }
    let is_in_brackets = may_be_python && cursor.delimiter().is_some();
    let call = call(is_in_brackets, &kind, prefix, before);
    let at = cursor.here();
    let is_open = cursor.is_punct(0, '<');
    let List {
        mut arguments,
        is_broken: broken,
    } = if is_open || may_be_python {
        arguments(cursor, &kind, false, errors)
    } else {
        List::default()
    };
    let source = text(cursor.since(mark)).trim_end_matches([',', ' ']).to_owned();
    let respelled = call.is_some();
    if let Some(call) = call {
        let (place, sentence) = match prefix {
            Some(prefix) => (prefix.place, "a layer is written by its name alone".to_owned()),
            None => (
                Place { end: at.start, ..at },
                format!("the arguments of `{}` stand in angle brackets", kind.ident),
            ),
        };
        let is_linear = call.name == "Linear";
        let help = if is_open && broken && is_linear {
            "write `Dense<…>`".to_owned()
        } else if is_open && (broken || !call.is_torch && !is_linear) {
            format!("write `{}`", call.name)
        } else {
            let translation = foreign::translate(call, arguments);
            let help = format!("{}write `{}`", translation.note, translation.text());
            kind.ident = Ident::new(translation.name, kind.ident.span());
            arguments = translation.arguments;
            help
        };
        errors.help(place, sentence, help);
    }
    let position = if words::is_input(&kind.text()) { 0 } else { position };
    Layer {
        docs: TokenStream::new(),
        name: None,
        kind,
        arguments,
        position,
        text: source,
        broken,
        respelled,
    }
}

/// What `nn::Linear(2, 8)` means, so that it is said in one sentence: the prefix, the parentheses, and the name if it is
/// another one here. `None` for what is written as it should be, and for an unknown layer, which is an error of its own.
fn call<'a>(is_in_brackets: bool, kind: &Word, prefix: Option<Prefix>, before: &'a [Layer]) -> Option<Call<'a>> {
    if prefix.is_none() && !is_in_brackets {
        return None;
    }
    let word = kind.text();
    let is_later = !words::is_layer(&word) && words::later_layer(&word).is_some();
    let name = words::nearest_layer(&word).filter(|_| !is_later)?;
    let is_torch = prefix.is_some_and(|prefix| prefix.is_torch);
    Some(Call {
        name,
        is_torch,
        is_keras: !is_torch && word.ends_with("2D"),
        before,
    })
}

/// Doc comments, which land on the field.
pub(super) fn docs(cursor: &mut Cursor<'_>, what: &str, errors: &mut Errors) -> TokenStream {
    let mut docs = TokenStream::new();
    for Outer {
        attribute,
        tokens,
        place,
    } in item::outer(cursor)
    {
        if attribute.is_some_and(|attribute| attribute.path().is_ident("doc")) {
            docs.extend(tokens);
        } else {
            errors.help(
                place,
                format!("{what} takes no attributes"),
                format!("only doc comments stand before {what}"),
            );
        }
    }
    docs
}

/// `name:` before the layer's kind.
fn name(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Word> {
    let colon = cursor.is_punct(1, ':') && !cursor.is_path_separator(1);
    let equals = cursor.is_punct(1, '=');
    if !colon && !equals || matches!(cursor.peek(), Some(TokenTree::Punct(_))) {
        return None;
    }
    let at = cursor.here();
    let word = cursor.eat_ident();
    if word.is_none() {
        cursor.take();
    }
    let separator = cursor.here();
    cursor.take();
    let Some(word) = word else {
        errors.help(
            at,
            "a layer's name must be an identifier",
            "write it as a name of letters, digits and `_`, such as `hidden`",
        );
        return None;
    };
    if words::is_keyword(&word.text()) || word.ident == "_" {
        let stem = word.text().trim_matches('_').to_lowercase();
        let other = if stem.is_empty() {
            "hidden".to_owned()
        } else {
            format!("{stem}_layer")
        };
        errors.help(
            at,
            format!("`{}` is a word of Rust and cannot name a layer", word.ident),
            format!("use another name, such as `{other}`"),
        );
        return None;
    }
    if equals {
        errors.help(
            separator,
            format!("the name `{}` is followed by `=`", word.ident),
            "write `name: Layer<…>`",
        );
    }
    Some(word)
}

/// What layer it is, and the whole path where there is one.
struct Kind {
    word: Word,
    prefix: Option<Prefix>,
}

/// `nn::Dense`, `Dense::new`
#[derive(Clone, Copy)]
struct Prefix {
    place: Place,
    is_torch: bool,
}

/// What to do about brackets around layers. Only brackets around a whole model can be left out: behind another layer they
/// mean layers side by side.
fn in_brackets(inside: TokenStream) -> String {
    let is_model = inside
        .into_iter()
        .next()
        .is_some_and(|first| words::is_input(&first.to_string()));
    if is_model {
        "layers stand one after another, without brackets around them".to_owned()
    } else {
        "layers side by side are a graph: write `functional!`, and a `let` for each; one after another they need no brackets"
            .to_owned()
    }
}

/// `Dense`, alone.
fn kind(cursor: &mut Cursor<'_>, name: Option<&Word>, errors: &mut Errors) -> Option<Kind> {
    let at = cursor.here();
    let Some(mut word) = cursor.eat_ident() else {
        let found = match cursor.peek() {
            Some(TokenTree::Literal(literal)) => Some(literal.to_string()),
            Some(TokenTree::Punct(punct)) => Some(punct.as_char().to_string()),
            Some(TokenTree::Group(group)) => Some(text(group.stream())),
            _ => None,
        };
        match found {
            Some(found) if found == "," => match name {
                Some(name) => {
                    let help = format!("write it as in `{}: Dense<8>`", name.ident);
                    errors.help(at, format!("the layer named `{}` is missing", name.ident), help);
                }
                None => errors.help(at, "a layer is missing before this comma", "leave out the comma"),
            },
            Some(found) => {
                let help = match cursor.peek() {
                    Some(TokenTree::Group(group)) => in_brackets(group.stream()),
                    _ => words::layer_help(found.trim_matches('"')),
                };
                errors.help(at, format!("expected a layer, found `{found}`"), help);
            }
            None => errors.help(at, "expected a layer after the name", "write `name: Dense<8>`"),
        }
        if !cursor.is_punct(0, ',') {
            cursor.skip_to_comma(false);
        }
        return None;
    };
    let mut last = None;
    let mut is_torch = false;
    while cursor.is_path_separator(0) || cursor.is_punct(0, '.') {
        let dots = if cursor.is_punct(0, '.') { 1 } else { 2 };
        // `Dense.call(x)`
        let is_method = dots == 1 && words::is_layer(&word.text());
        if is_method || !cursor.is_ident(dots) {
            break;
        }
        for _ in 0..dots {
            cursor.take();
        }
        if let Some(segment) = cursor.eat_ident() {
            last = Some(segment.place);
            is_torch |= word.ident == "nn" || word.ident == "torch";
            if segment.ident != "new" {
                word = segment;
            }
        }
    }
    let prefix = last.map(|last| Prefix {
        place: at.to(last),
        is_torch,
    });
    Some(Kind { word, prefix })
}
