//! The function as a whole: `pub fn Match(user: Input<16>) -> score { … }`.

use proc_macro2::{Delimiter, TokenTree};

use super::Graph;
use super::inputs::inputs;
use super::outputs::{no_outputs, outputs};
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::{item, options};
use crate::syntax::{Body, Form, Function, Place, Source, Weights, Word};
use crate::words;

const SAMPLE: &str = "pub fn Net(x: Input<2>) -> y { let y = Dense<1>(x); }";

const NO_FUNCTION: &str = "a graph is a function of its inputs";

/// Reads a call of `functional!`.
pub(in crate::parse) fn source(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    if cursor.at_end() {
        errors.help(cursor.here(), "this model is empty", format!("write `{SAMPLE}`"));
        return None;
    }
    if is_script(cursor) {
        script(cursor, errors);
        return None;
    }
    item(cursor, errors)
}

/// `pub fn Net(x: Input<2>) -> y { … }`
pub(in crate::parse) fn item(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Option<Source> {
    let attributes = item::attributes(cursor, errors);
    let visibility = item::visibility(cursor);
    keyword(cursor, errors)?;
    let name = item::name(cursor, "fn Name(x: Input<2>) -> y { … }", errors)?;
    let is_generic = item::generics(cursor, &name, errors);
    let mut graph = Graph::default();
    let has_inputs = inputs(cursor, &name, is_generic, &mut graph, errors);
    let given = outputs(cursor, errors);
    if cursor.is_keyword(0, "where") {
        // One mistake with the parameters before it.
        let mut again = Errors::new();
        item::generics(cursor, &name, if is_generic { &mut again } else { errors });
        again.finish();
    }
    let end = cursor.place(cursor.end_of_last(), cursor.end_of_last());
    let is_unfinished = cursor.at_end();
    let mut misplaced = None;
    if given.is_some() || !is_unfinished {
        let names = given.as_ref().map(|(names, _)| names.as_slice());
        misplaced = body(cursor, &name, names, &mut graph, errors);
        graph.complete(names.unwrap_or_default());
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

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace)
}

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
        graph.has_unread = true;
        return None;
    };
    graph.statements(&mut inside, outputs, errors)
}

/// The `fn` of a graph.
pub(in crate::parse) fn starts(cursor: &Cursor<'_>) -> Option<Place> {
    let tokens: Vec<TokenTree> = cursor.ahead().take(16).collect();
    tokens.windows(3).find_map(|tokens| match tokens {
        [TokenTree::Ident(keyword), TokenTree::Ident(_), TokenTree::Group(inputs)] => {
            let is_graph =
                keyword == "fn" && inputs.delimiter() == Delimiter::Parenthesis && !inputs.stream().is_empty();
            is_graph.then(|| cursor.place(keyword.span(), keyword.span()))
        }
        _ => None,
    })
}
