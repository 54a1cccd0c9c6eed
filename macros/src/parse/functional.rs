//! `functional!`: a function of its inputs, `pub fn Match(user: Input<16>) -> score { … }`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::cursor::Cursor;
use super::statement::Graph;
use super::text::text;
use super::{item, layer, options, sequential};
use crate::errors::Errors;
use crate::syntax::{Body, Form, Function, Layer, Parameter, Place, Source, Weights, Word};
use crate::words;

const SAMPLE: &str = "pub fn Net(x: Input<2>) -> y { let y = Dense<1>(x); }";

/// Reads a call of `functional!`.
pub(super) fn source(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    if cursor.at_end() {
        errors.help(cursor.here(), "this model is empty", format!("write `{SAMPLE}`"));
        return None;
    }
    if is_script(cursor) {
        script(cursor, errors);
        return None;
    }
    if let Some(place) = sequence(cursor) {
        let help = "write `fn Net(x: Input<2>) -> y { … }`, or use `sequential!` for layers one after another";
        errors.help(place, NO_FUNCTION, help);
        return sequential::item(cursor, errors);
    }
    item(cursor, errors)
}

/// `pub fn Net(x: Input<2>) -> y { … }`
pub(super) fn item(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    let attributes = item::attributes(cursor, errors);
    let visibility = item::visibility(cursor);
    keyword(cursor, errors)?;
    let name = item::name(cursor, "fn Name(x: Input<2>) -> y { … }", errors)?;
    let is_generic = item::generics(cursor, &name, errors);
    let mut graph = Graph::default();
    let has_inputs = inputs(cursor, &name, is_generic, &mut graph, errors);
    let given = outputs(cursor, errors);
    if !is_generic && cursor.is_keyword(0, "where") {
        item::generics(cursor, &name, errors);
    }
    let end = cursor.place(cursor.end_of_last(), cursor.end_of_last());
    let is_unfinished = cursor.at_end();
    let mut misplaced = None;
    if given.is_some() || !is_unfinished {
        let names = given.as_ref().map(|(names, _)| names.as_slice());
        misplaced = body(cursor, &name, names, &mut graph, errors);
    }
    let (outputs, outputs_place) = given.unwrap_or_else(|| {
        if has_inputs && (!is_unfinished || errors.is_empty()) {
            no_outputs(end, &name, &graph.returned, errors);
        }
        (std::mem::take(&mut graph.returned), name.place)
    });
    let (krate, weights) = options::options(cursor, "functional", errors);
    Some(Source {
        place: name.place,
        form: Form::Item {
            attributes,
            visibility,
            name,
        },
        body: Body::Function(Function {
            inputs: graph.inputs,
            statements: graph.statements,
            outputs,
            outputs_place,
        }),
        krate,
        weights: weights.or(misplaced),
    })
}

/// `inputs = keras.Input(shape=(16,))`, `let x = …;`: statements without a function around them.
fn is_script(cursor: &Cursor<'_>) -> bool {
    let is_assigned = cursor.is_ident(0) && cursor.is_punct(1, '=');
    let is_statement = is_assigned || cursor.is_keyword(0, "let");
    is_statement && !cursor.contains_keyword("fn") && !cursor.contains_keyword("struct")
}

/// Statements alone are one mistake: that there is no function. What they say goes into the help.
fn script(cursor: &mut Cursor<'_>, errors: &mut Errors) {
    let at = cursor.here();
    let mut graph = Graph::default();
    let mut ignored = Errors::new();
    graph.statements(cursor, None, &mut ignored);
    ignored.finish();
    let inputs: Vec<&str> = graph.inputs.iter().map(|input| input.layer.text.as_str()).collect();
    let inputs = if inputs.is_empty() {
        "x: Input<2>".to_owned()
    } else {
        inputs.join(", ")
    };
    let output = graph.statements.last().map_or("y".to_owned(), |last| last.name.text());
    errors.help(
        at,
        "a graph is written as a function of its inputs",
        format!("write `pub fn Net({inputs}) -> {output} {{ … }}` around it, with `let` and `;` for each value"),
    );
}

/// The `struct` of a model of layers one after another, which is no model of this macro.
fn sequence(cursor: &Cursor<'_>) -> Option<Place> {
    let tokens: Vec<TokenTree> = cursor.ahead().take(16).collect();
    tokens.windows(3).find_map(|tokens| match tokens {
        [TokenTree::Ident(keyword), TokenTree::Ident(_), body] if keyword == "struct" && is_brace(body) => {
            Some(cursor.place(keyword.span(), keyword.span()))
        }
        _ => None,
    })
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace)
}

const NO_FUNCTION: &str = "a graph is a function of its inputs";

/// `fn`, or whatever stands there instead. `None` where nothing more can be read.
fn keyword(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<()> {
    // `const fn`, `async fn`
    while !cursor.is_keyword(0, "fn") && cursor.is_ident(0) && cursor.is_keyword(1, "fn") {
        if let Some(word) = cursor.eat_ident() {
            let sentence = format!("`{}` does not belong before `fn`", word.ident);
            errors.help(word.place, sentence, format!("leave out `{}`", word.ident));
        }
    }
    if cursor.eat_keyword("fn").is_some() {
        return Some(());
    }
    let at = cursor.here();
    let is_python = cursor.is_keyword(0, "def") || cursor.is_keyword(0, "class");
    if is_python && !cursor.ahead().any(|token| is_brace(&token)) {
        let help = "write `pub fn Net(x: Input<2>) -> y { … }`, with `let` and `;` for each value";
        errors.help(at, NO_FUNCTION, help);
        return None;
    }
    if cursor.is_ident(0) && cursor.is_ident(1) && !cursor.is_punct(2, '=') {
        errors.help(at, NO_FUNCTION, "write `fn` here");
        cursor.take();
        return Some(());
    }
    let is_name = cursor.is_ident(0) && cursor.is_group(1, Delimiter::Parenthesis);
    if !is_name && !cursor.at_end() {
        let is_layer = cursor.peek().is_some_and(|word| words::is_layer(&word.to_string()));
        let help = if is_layer {
            "use `sequential!` for layers one after another".to_owned()
        } else {
            format!("write it as in `{SAMPLE}`")
        };
        errors.help(at, NO_FUNCTION, help);
        return None;
    }
    let end = cursor.end_of_last();
    let at = if cursor.at_end() { cursor.place(end, end) } else { at };
    errors.help(
        at,
        "the keyword `fn` is missing before the model's name",
        format!("write it as in `{SAMPLE}`"),
    );
    (!cursor.at_end()).then_some(())
}

/// `(user: Input<16>, item: Input<16>)`. Whether they are there.
fn inputs(cursor: &mut Cursor<'_>, name: &Word, is_generic: bool, graph: &mut Graph, errors: &mut Errors) -> bool {
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
        unnamed_input(cursor, at, errors);
        return None;
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
    let layer = shape(cursor, &name, sign, errors)?;
    Some(Parameter { name, layer })
}

/// An input that lacks its name or its shape.
fn unnamed_input(cursor: &mut Cursor<'_>, at: Place, errors: &mut Errors) {
    let mark = cursor.mark();
    let mut end = cursor.is_punct(0, ',');
    let is_input = cursor.peek().is_some_and(|token| words::is_input(&token.to_string()));
    let name = cursor.eat_ident();
    if is_input && (cursor.is_punct(0, '<') || cursor.delimiter().is_some()) {
        cursor.skip_to_comma(false);
        let sizes = text(cursor.since(mark));
        errors.help(at, "an input is missing its name", format!("write `x: {sizes}`"));
        return;
    }
    end |= cursor.at_end() || cursor.is_punct(0, ',');
    match name {
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

/// `-> (score, rating)`, and where it stands. `None` where there is no arrow.
fn outputs(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<(Vec<Word>, Place)> {
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
fn no_outputs(at: Place, name: &Word, returned: &[Word], errors: &mut Errors) {
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

/// The statements in their braces. Gives the weights that stand among them, which is an error already.
fn body(
    cursor: &mut Cursor<'_>,
    name: &Word,
    outputs: Option<&[Word]>,
    graph: &mut Graph,
    errors: &mut Errors,
) -> Option<Weights> {
    // `def Net(x): …`
    if cursor.is_punct(0, ':') || cursor.is_punct(0, '=') {
        errors.help(
            cursor.here(),
            "the statements of a model stand in braces",
            format!("write `fn {}(…) -> … {{ … }}`", name.ident),
        );
        while !cursor.at_end() && !cursor.is_group(0, Delimiter::Brace) {
            cursor.take();
        }
    }
    let Some((mut inside, _)) = cursor.eat_group(Delimiter::Brace) else {
        if errors.is_empty() {
            errors.help(
                name.place,
                format!("model `{}` has no body", name.ident),
                format!("write it as in `{SAMPLE}`"),
            );
        }
        cursor.skip_all();
        return None;
    };
    graph.statements(&mut inside, outputs, errors)
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
