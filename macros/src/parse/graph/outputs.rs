//! The outputs of a graph: `-> (score, rating)`.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::text::text;
use crate::syntax::{Place, Word};
use crate::words;

/// `-> (score, rating)`, and where it stands. `None` where there is no arrow.
pub(super) fn outputs(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<(Vec<Word>, Place)> {
    let at = cursor.here();
    let is_arrow = cursor.is_punct(0, '-') && cursor.is_punct(1, '>');
    let is_other = cursor.is_punct(0, '=') && cursor.is_punct(1, '>') || cursor.is_punct(0, ':');
    if is_other {
        errors.help(at, "the outputs stand after `->`", "write `->` here");
    }
    if !is_arrow && !is_other {
        return None;
    }
    cursor.take();
    cursor.eat_punct('>');
    let place = cursor.here();
    let mark = cursor.mark();
    if cursor.at_end() || cursor.is_group(0, Delimiter::Brace) {
        errors.help(
            at,
            "a name is missing after `->`",
            "write the value that the model gives, as in `-> y`",
        );
        return Some((Vec::new(), at));
    }
    if let Some((mut inside, place)) = cursor.eat_group(Delimiter::Parenthesis) {
        if inside.at_end() {
            errors.help(
                place,
                "a model has an output",
                "write the value that it gives, as in `-> y`",
            );
        }
        return Some((names(&mut inside, errors), place));
    }
    let is_body = |cursor: &Cursor<'_>| {
        cursor.is_group(0, Delimiter::Brace) || cursor.is_keyword(0, "where") || cursor.is_punct(0, ';')
    };
    let mut commas = false;
    while !cursor.at_end() && !is_body(cursor) {
        commas |= cursor.is_punct(0, ',');
        cursor.take();
    }
    let (tokens, place) = (cursor.since(mark), cursor.place_since(mark, place));
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match all.as_slice() {
        [TokenTree::Ident(ident)] => {
            let word = Word {
                ident: ident.clone(),
                place,
            };
            if is_output(&word) {
                return Some((vec![word], place));
            }
            no_name(&word.text(), place, errors);
        }
        [TokenTree::Group(list)] if is_list(list) => errors.help(
            place,
            "the outputs stand in parentheses",
            format!("write `-> ({})`", text(list.stream())),
        ),
        [TokenTree::Ident(name), TokenTree::Punct(colon), ..] if colon.as_char() == ':' => {
            return Some((described(name, place, errors), place));
        }
        _ if commas => errors.help(
            place,
            "several outputs stand in parentheses",
            format!("write `-> ({})`", text(tokens)),
        ),
        _ => no_name(&text(tokens), place, errors),
    }
    Some((Vec::new(), place))
}

/// The arrow is missing; `returned` are the names that stand at the end of the body.
pub(super) fn no_outputs(at: Place, name: &Word, returned: &[Word], errors: &mut Errors) {
    let names: Vec<String> = returned.iter().map(Word::text).collect();
    let help = match names.as_slice() {
        [] => "write `-> y` after the inputs, with the name of a value".to_owned(),
        [only] => format!("write `-> {only}` here, and leave it out at the end"),
        names => format!("write `-> ({})` here, and leave it out at the end", names.join(", ")),
    };
    errors.help(at, format!("model `{}` does not say what it gives", name.ident), help);
}

/// The names between the parentheses.
fn names(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Vec<Word> {
    let mut names = Vec::new();
    while !cursor.at_end() {
        let (mark, start) = (cursor.mark(), cursor.here());
        cursor.skip_to_comma(false);
        let (tokens, place) = (cursor.since(mark), cursor.place_since(mark, start));
        let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let words: Option<Vec<Word>> = all
            .iter()
            .map(|token| match token {
                TokenTree::Ident(ident) => Some(Word {
                    ident: ident.clone(),
                    place: cursor.place(ident.span(), ident.span()),
                }),
                _ => None,
            })
            .collect();
        if let [TokenTree::Ident(name), TokenTree::Punct(colon), ..] = all.as_slice()
            && colon.as_char() == ':'
        {
            names.extend(described(name, place, errors));
            cursor.take();
            continue;
        }
        match words.as_deref() {
            Some([]) => errors.help(start, "a name is missing before this comma", "leave out the comma"),
            Some([word]) if is_output(word) => names.push(word.clone()),
            Some([_, second, ..]) => {
                errors.help(
                    second.place,
                    format!("a comma is missing before `{}`", second.ident),
                    "outputs are separated by commas",
                );
                names.extend(words.into_iter().flatten());
            }
            _ => no_name(&text(tokens), place, errors),
        }
        cursor.take();
        cursor.move_on_from(mark);
    }
    names
}

/// `[y, z]`
fn is_list(list: &Group) -> bool {
    let is_part = |token: TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ',',
        token => matches!(token, TokenTree::Ident(_)),
    };
    list.delimiter() == Delimiter::Bracket && list.stream().into_iter().all(is_part)
}

/// `y: Dense<1>`
fn described(name: &Ident, place: Place, errors: &mut Errors) -> Vec<Word> {
    let help = format!("write `{name}` alone");
    errors.help(place, "an output is the name of a value", help);
    let ident = name.clone();
    vec![Word { ident, place }]
}

/// Whether a word can be the name of a value.
fn is_output(word: &Word) -> bool {
    let text = word.text();
    let is_type = ["f32", "f64", "bool", "usize", "u8", "u32", "Vec"].contains(&text.as_str());
    !is_type && !words::is_layer(&text) && !words::is_keyword(&text)
}

fn no_name(found: &str, place: Place, errors: &mut Errors) {
    errors.help(
        place,
        format!("the outputs are names of values, found `{found}`"),
        "write `-> y`, and in the body `let y = …;`",
    );
}
