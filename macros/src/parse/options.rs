//! What stands after a model's layers.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use super::cursor::Cursor;
use super::literal;
use crate::errors::Errors;
use crate::syntax::{Layout, Place, ValueKind, Weights};
use crate::words;

const OPTIONS: [&str; 4] = ["weights", "layout", "convert", "crate"];
const HELP: &str = "the options are `weights` (with `layout` and `convert`) and `crate`";

const LAYOUT: (&str, &str) = (
    "`layout` is `Keras` or `PyTorch`",
    "write `layout = Keras` for kernels of (in, out), `layout = PyTorch` for (out, in)",
);
const CONVERT: (&str, &str) = (
    "`convert` is `true` or `false`",
    "write `convert = true` to take numbers of another type",
);

/// Whether an option about a file of weights begins here, and no layer of that name.
pub(super) fn starts(cursor: &Cursor<'_>) -> bool {
    let is_assigned = cursor.is_named();
    let is_value = |words: &[&str]| words.iter().any(|word| cursor.is_keyword(2, word));
    let is_text = |ahead| matches!(cursor.peek_at(ahead), Some(TokenTree::Literal(_)));
    match cursor.peek() {
        Some(TokenTree::Ident(word)) if word == "weights" => is_assigned && is_text(2),
        Some(TokenTree::Ident(word)) if word == "layout" => is_assigned && is_value(&["Keras", "PyTorch"]),
        Some(TokenTree::Ident(word)) if word == "convert" => is_assigned && is_value(&["true", "false"]),
        _ => false,
    }
}

/// `weights = "…"`, `layout = Keras`, `convert = true`, `crate = path`, in any order.
pub(super) fn options(
    cursor: &mut Cursor<'_>,
    macro_name: &str,
    errors: &mut Errors,
) -> (Option<TokenStream>, Option<Weights>) {
    let mut krate = None;
    let mut weights: Option<(String, Place)> = None;
    let mut layout: Option<(Option<Layout>, Place)> = None;
    let mut convert: Option<(bool, Place)> = None;
    loop {
        while cursor.eat_punct(',').is_some() || cursor.eat_punct(';').is_some() {}
        if cursor.at_end() {
            break;
        }
        if cursor.is_keyword(0, "crate") {
            krate = option_crate(cursor, errors).or(krate);
            continue;
        }
        let at = cursor.here();
        let mark = cursor.mark();
        match cursor.eat_ident().map(|option| option.text()).as_deref() {
            Some("weights") => {
                let value = path(cursor, at, errors).unwrap_or_else(|| {
                    let Weights { path, place, .. } = Weights::unreadable(at);
                    (path, place)
                });
                once(&mut weights, Some(value), "weights", at, errors);
            }
            Some("layout") => {
                let words = [("Keras", Layout::Keras), ("PyTorch", Layout::PyTorch)];
                let value = word(cursor, at, words, LAYOUT, errors);
                once(&mut layout, Some((value, at)), "layout", at, errors);
            }
            Some("convert") => {
                let value = word(cursor, at, [("true", true), ("false", false)], CONVERT, errors);
                once(&mut convert, Some((value == Some(true), at)), "convert", at, errors);
            }
            Some("struct" | "pub" | "fn") => errors.help(
                at,
                format!("one `{macro_name}!` holds one model"),
                format!("write a second `{macro_name}!`"),
            ),
            Some(other) => errors.help(
                at,
                format!("`{other}` is no option of a model"),
                match words::nearest(other, &OPTIONS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => HELP.to_owned(),
                },
            ),
            None => errors.help(at, "only options stand after the model's layers", HELP),
        }
        cursor.skip_to_comma(false);
        cursor.move_on_from(mark);
    }
    if weights.is_none() {
        let settings = [
            ("layout", layout.map(|(_, at)| at)),
            ("convert", convert.map(|(_, at)| at)),
        ];
        for (option, at) in settings {
            if let Some(at) = at
                && errors.is_empty()
            {
                errors.help(
                    at,
                    format!("`{option}` says how a file of weights is read, and there is none"),
                    "write `weights = \"file.safetensors\"` beside it",
                );
            }
        }
    }
    let weights = weights.map(|(path, place)| Weights {
        path,
        place,
        layout: layout.and_then(|(layout, _)| layout),
        convert: convert.is_some_and(|(convert, _)| convert),
    });
    (krate, weights)
}

fn once<T>(place: &mut Option<T>, value: Option<T>, option: &str, at: Place, errors: &mut Errors) {
    if place.is_some() {
        errors.help(at, format!("`{option}` is there twice"), "leave one out");
    } else {
        *place = value;
    }
}

/// `= "file"`
fn path(cursor: &mut Cursor<'_>, option: Place, errors: &mut Errors) -> Option<(String, Place)> {
    let is_assigned = cursor.eat_punct('=').is_some();
    let at = cursor.here();
    if is_assigned && let Some(path) = text(cursor.peek()) {
        cursor.take();
        if path.contains('\\') || path.contains('\0') {
            errors.help(
                at,
                "a path here has no `\\`",
                "write `/` between folders, on every system",
            );
            return None;
        }
        return Some((path, at));
    }
    let place = if is_assigned && cursor.peek().is_some() {
        at
    } else {
        option
    };
    // `: "file"`, `("file")`
    let meant = match cursor.peek() {
        Some(TokenTree::Group(group)) => text(group.stream().into_iter().next()),
        _ => text(cursor.peek_at(1)).filter(|_| cursor.is_punct(0, ':')),
    };
    let help = match meant {
        Some(path) => format!("write `weights = \"{path}\"`"),
        None => "write `weights = \"file.safetensors\"`, relative to the folder of `Cargo.toml`".to_owned(),
    };
    errors.help(place, "`weights` needs the path of a file", help);
    None
}

/// What stands in a string that is not empty.
fn text(token: Option<TokenTree>) -> Option<String> {
    let Some(TokenTree::Literal(literal)) = token else {
        return None;
    };
    match literal::read(literal) {
        Some(ValueKind::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// `= Keras`, `= true`: one of two words.
fn word<T: Copy>(
    cursor: &mut Cursor<'_>,
    option: Place,
    words: [(&str, T); 2],
    (sentence, help): (&str, &str),
    errors: &mut Errors,
) -> Option<T> {
    let is_assigned = cursor.eat_punct('=').is_some();
    let at = cursor.here();
    let word = cursor.eat_ident();
    let found = word.as_ref().filter(|_| is_assigned);
    let value = found.and_then(|found| words.iter().find(|(word, _)| found.ident == word));
    if value.is_none() {
        errors.help(if found.is_some() { at } else { option }, sentence, help);
    }
    value.map(|(_, value)| *value)
}

/// `crate = path::to::layerproof`
pub(super) fn option_crate(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<TokenStream> {
    let at = cursor.here();
    cursor.take();
    if cursor.eat_punct('=').is_some()
        && let Some(path) = cursor.parse(syn::Path::parse_mod_style)
        && (cursor.at_end() || cursor.is_punct(0, ','))
    {
        return Some(path.into_token_stream());
    }
    errors.help(at, "`crate` needs a path", "write `crate = path::to::layerproof`");
    cursor.skip_to_comma(false);
    None
}
