//! What the text of a graph is read as.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::parse;
use crate::syntax::{Body, Callee, Expr, Form, Function, Layer, Layout, Source};

/// Reads a graph in which nothing is wrong.
fn read(tokens: TokenStream) -> Source {
    let mut errors = Errors::new();
    let source = parse::functional(tokens, &mut errors).expect("a graph");
    let errors = errors.finish();
    assert!(errors.is_empty(), "{errors:?}");
    source
}

fn function(source: &str) -> Function {
    of_source(read(source.parse().expect("tokens")))
}

fn of_source(source: Source) -> Function {
    match source.body {
        Body::Function(function) => function,
        Body::Sequential(_) => panic!("a sequence"),
    }
}

/// What is read although something is wrong, with as many errors.
fn recovered(source: &str) -> (Function, usize) {
    let mut errors = Errors::new();
    let source = parse::functional(source.parse().expect("tokens"), &mut errors).expect("a graph");
    (of_source(source), errors.finish().len())
}

/// `#1 Dense[32 Relu]`: a layer's number, and its arguments one by one.
fn layer(layer: &Layer) -> String {
    let arguments: Vec<String> = layer
        .arguments
        .iter()
        .map(|argument| match &argument.name {
            Some(name) => format!("{}={}", name.ident, argument.value.text),
            None => argument.value.text.clone(),
        })
        .collect();
    format!("#{} {}[{}]", layer.position, layer.kind.ident, arguments.join(" "))
}

fn expression(value: &Expr) -> String {
    match value {
        Expr::Name(name) => name.text(),
        Expr::Layer(written) => layer(written),
        Expr::Broken(_) => "?".to_owned(),
        Expr::Call(call) => {
            let callee = match &call.callee {
                Callee::Name(name) => name.text(),
                Callee::Layer(written) => layer(written),
            };
            let values: Vec<String> = call.values.iter().map(expression).collect();
            format!("{callee}({})", values.join(", "))
        }
    }
}

/// One line for the inputs, each statement and the outputs.
fn lines(function: &Function) -> Vec<String> {
    let inputs = function
        .inputs
        .iter()
        .map(|input| format!("{}: {}", input.name.ident, layer(&input.layer)));
    let statements = function
        .statements
        .iter()
        .map(|statement| format!("{} = {}", statement.name.ident, expression(&statement.value)));
    let outputs = function.outputs.iter().map(|output| format!("-> {}", output.ident));
    inputs.chain(statements).chain(outputs).collect()
}

#[test]
fn two_towers() {
    let function = function(
        "pub fn Match(user: Input<16>, item: Input<U16, dtype = f64>) -> (score, rating) {
            let tower = Dense<32, Relu>;
            let both = Concatenate(tower(user), tower(item), axis = 1);
            let hidden = Dense<{ 2 * N }, Relu, use_bias = false>(both);
            let hidden = Add(hidden, Dense<32>(both));
            let score = Dense<1, Sigmoid>(hidden);
            let rating = Dense<1>(hidden);
        }",
    );
    assert_eq!(
        lines(&function),
        [
            "user: #0 Input[16]",
            "item: #0 Input[U16 dtype=f64]",
            "tower = #1 Dense[32 Relu]",
            "both = #2 Concatenate[axis=1](tower(user), tower(item))",
            "hidden = #3 Dense[{ 2 * N } Relu use_bias=false](both)",
            "hidden = #4 Add[](hidden, #5 Dense[32](both))",
            "score = #6 Dense[1 Sigmoid](hidden)",
            "rating = #7 Dense[1](hidden)",
            "-> score",
            "-> rating",
        ]
    );
    let texts: Vec<&str> = function
        .statements
        .iter()
        .filter_map(|statement| match &statement.value {
            Expr::Call(call) => Some(call.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        texts[..2],
        [
            "Concatenate(tower(user), tower(item), axis = 1)",
            "Dense<{ 2 * N }, Relu, use_bias = false>(both)"
        ]
    );
    assert_eq!(function.inputs[0].layer.text, "user: Input<16>");
}

#[test]
fn places_are_the_tokens_that_were_written() {
    let function = function("fn Net(x: Input<2>) -> (y, z) { let y = Relu(Dense<1>(x)); let z = y; }");
    let text = |place: crate::syntax::Place| {
        let span = place.start.join(place.end).expect("one file");
        span.source_text().expect("its text")
    };
    assert_eq!(text(function.outputs_place), "(y, z)");
    assert_eq!(text(function.outputs[1].place), "z");
    assert_eq!(text(function.statements[0].place), "let y = Relu(Dense<1>(x));");
    let Expr::Call(relu) = &function.statements[0].value else {
        panic!("no call")
    };
    assert_eq!(text(relu.place), "Relu(Dense<1>(x))");
    let Expr::Call(dense) = &relu.values[0] else {
        panic!("no call")
    };
    assert_eq!(text(dense.place), "Dense<1>(x)");
}

#[test]
fn what_stands_around_the_function() {
    let source = read(
        "/// Doc.\n#[allow(dead_code)] pub(crate) fn Net(x: Input<2>) -> y {
            /// Of y.\nlet y = Dense<1>(x);
        }
        weights = \"net.safetensors\", layout = PyTorch, crate = a::b,"
            .parse()
            .expect("tokens"),
    );
    let Form::Item {
        attributes,
        visibility,
        name,
    } = &source.form
    else {
        panic!("no item")
    };
    assert_eq!(attributes.to_string(), "# [doc = \" Doc.\"] # [allow (dead_code)]");
    assert_eq!(visibility.to_string(), "pub (crate)");
    assert_eq!(name.text(), "Net");
    let weights = source.weights.as_ref().expect("weights");
    assert_eq!(
        (weights.path.as_str(), weights.layout),
        ("net.safetensors", Some(Layout::PyTorch))
    );
    assert_eq!(source.krate.as_ref().expect("a path").to_string(), "a :: b");
    let function = of_source(source);
    assert_eq!(function.statements[0].docs.to_string(), "# [doc = \" Of y.\"]");
}

/// Tokens as `macro_rules!` passes them on: what stands in `«…»` is one fragment, in invisible brackets.
fn fragments(source: &str) -> TokenStream {
    let source = source.replace('«', "{ fragment ! ").replace('»', "}");
    replace(source.parse().expect("tokens"))
}

fn replace(tokens: TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| {
        let TokenTree::Group(group) = token else {
            return token;
        };
        let inside: Vec<TokenTree> = replace(group.stream()).into_iter().collect();
        match inside.as_slice() {
            [TokenTree::Ident(word), TokenTree::Punct(_), rest @ ..] if word == "fragment" => {
                Group::new(Delimiter::None, rest.iter().cloned().collect()).into()
            }
            _ => Group::new(group.delimiter(), inside.into_iter().collect()).into(),
        }
    });
    replaced.collect()
}

#[test]
fn fragments_of_a_macro_are_read_through() {
    let tokens = fragments(
        "«pub» fn «Net»(«x»: «Input<2>») -> «y» {
            let h = Dense<«8», «Relu»>(«x»);
            let h = «Dense<{ W }>»(h);
            let y = Dense<«2 * W»>(«h»);
        }",
    );
    assert_eq!(
        lines(&of_source(read(tokens))),
        [
            "x: #0 Input[2]",
            "h = #1 Dense[8 Relu](x)",
            "h = #2 Dense[{ W }](h)",
            "y = #3 Dense[2 * W](h)",
            "-> y",
        ]
    );
}

#[test]
fn calls_nest_as_deep_as_one_likes() {
    let depth = 60;
    let source = format!(
        "fn Net(x: Input<2>) -> y {{ let y = {}x{}; }}",
        "Relu(".repeat(depth),
        ")".repeat(depth)
    );
    assert!(lines(&function(&source))[1].contains("#60 Relu"));
}

#[test]
fn a_mistake_leaves_the_rest_as_it_is() {
    for (source, expected, count) in [
        (
            "fn Net(x: Input<2>) -> y { let h = Dense<; let y = Dense<1>(x); }",
            "x: #0 Input[2]; h = ?; y = #2 Dense[1](x); -> y",
            1,
        ),
        (
            "fn Net(x: Input<2>) -> y { let h = Dense<8(x); let y = Dense<1>(h); }",
            "x: #0 Input[2]; h = #1 Dense[8](x); y = #2 Dense[1](h); -> y",
            1,
        ),
        (
            "fn Net(x: Input<2>) -> y { let h = ; let y = Dense<1>(h); }",
            "x: #0 Input[2]; h = ?; y = #1 Dense[1](h); -> y",
            1,
        ),
        (
            "fn Net() -> y { let x = keras.Input(shape=(16,)); x = Dense(32)(x) y = x + nn.Linear(32, 32)(x) }",
            "x: #0 Input[16]; x = #1 Dense[32](x); y = #3 Add[](x, #2 Dense[32](x)); -> y",
            4,
        ),
        (
            "fn Net(x: Input<2>) -> y { let t = Dense<2>; let y = t.call(x).relu().dropout(0.5); }",
            "x: #0 Input[2]; t = #1 Dense[2]; y = #3 Dropout[0.5](#2 Relu[](t(x))); -> y",
            3,
        ),
        (
            "fn Net(x: Input<2>) { let y = Dense<1>(x); y }",
            "x: #0 Input[2]; y = #1 Dense[1](x); -> y",
            1,
        ),
        (
            "fn Net(x: Input<2>) -> y { let y = Concatenate(axis=-1)([x, x]); }",
            "x: #0 Input[2]; y = #1 Concatenate[axis=-1](x, x); -> y",
            1,
        ),
    ] {
        let (function, errors) = recovered(source);
        assert_eq!(
            (lines(&function).join("; ").as_str(), errors),
            (expected, count),
            "{source}"
        );
    }
}
