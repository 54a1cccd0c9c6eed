//! What stands in the body of a graph: `let both = Concatenate(tower(user), tower(item));`

use std::collections::HashSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::cursor::Cursor;
use super::expression::{is_broken, is_respelled, render};
use super::functional::other_name;
use super::text::text;
use super::{layer, options};
use crate::errors::Errors;
use crate::syntax::{Expr, Layer, Let, Parameter, Place, Weights, Word};
use crate::words;

/// What is read of a graph so far.
#[derive(Default)]
pub(super) struct Graph {
    pub(super) inputs: Vec<Parameter>,
    pub(super) statements: Vec<Let>,
    /// The names of inputs, values and layers.
    names: HashSet<String>,
    /// Those among them that are layers.
    layers: HashSet<String>,
    /// The layers so far.
    pub(super) position: usize,
    /// How deep calls nest.
    pub(super) depth: u8,
    /// The names that stand at the end, though no `->` has them.
    pub(super) returned: Vec<Word>,
    /// The layers of the inputs, by which PyTorch's input channels are told from filters.
    pub(super) before: Vec<Layer>,
}

const INPUT: &str = "an input stands in the parentheses after the model's name";

/// No statement of a graph begins with these.
const OTHERS: [&str; 17] = [
    "if", "for", "while", "loop", "match", "fn", "struct", "const", "static", "use", "def", "class", "with", "import",
    "from", "print", "pub",
];

impl Graph {
    pub(super) fn input(&mut self, input: Parameter) {
        self.names.insert(input.name.text());
        self.before.push(input.layer.clone());
        self.inputs.push(input);
    }

    pub(super) fn is_layer(&self, name: &Word) -> bool {
        self.layers.contains(&name.text())
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// A value to show in a help: the last one, or the first input.
    fn sample(&self) -> String {
        let last = self.statements.last().map(|last| &last.name);
        let name = last.or_else(|| self.inputs.first().map(|input| &input.name));
        name.map_or("x".to_owned(), Word::text)
    }

    /// All statements up to the end. Gives the weights that stand among them, which is an error already.
    pub(super) fn statements(
        &mut self,
        cursor: &mut Cursor<'_>,
        outputs: Option<&[Word]>,
        errors: &mut Errors,
    ) -> Option<Weights> {
        let mut weights = None;
        while !cursor.at_end() {
            let mark = cursor.mark();
            if options::starts(cursor) {
                layer::misplaced_option(cursor, false, &mut weights, errors);
                while cursor.eat_punct(',').is_some() || cursor.eat_punct(';').is_some() {}
                continue;
            }
            self.statement(cursor, outputs, errors);
            cursor.move_on_from(mark);
        }
        weights
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>, outputs: Option<&[Word]>, errors: &mut Errors) {
        let docs = layer::docs(cursor, "a `let`", errors);
        if cursor.eat_punct(';').is_some() || cursor.at_end() {
            return;
        }
        let start = cursor.here();
        if cursor.eat_keyword("let").is_some() {
            if let Some((name, value)) = self.binding(cursor, start, errors) {
                self.bind(name, docs, value, start, cursor);
            }
            return;
        }
        if cursor.eat_keyword("return").is_some() {
            self.end_with_names(cursor, start, "a graph has no `return`", outputs, errors);
            skip(cursor);
            return;
        }
        // `var y = …`, `auto y = …`
        if cursor.is_ident(0) && cursor.is_ident(1) && cursor.is_punct(2, '=') {
            cursor.take();
            let name = cursor.peek().map(|name| name.to_string()).unwrap_or_default();
            errors.help(start, "a value is named with `let`", format!("write `let {name} = …;`"));
            if let Some((name, value)) = self.binding(cursor, start, errors) {
                self.bind(name, docs, value, start, cursor);
            }
            return;
        }
        if let Some(TokenTree::Ident(word)) = cursor.peek()
            && OTHERS.iter().any(|other| word == other)
        {
            skip(cursor);
            let help = if word == "const" || word == "static" {
                "write it before the macro: its name can stand as a size here"
            } else {
                "write a `let` for each value; a `macro_rules!` around the model can repeat what is the same"
            };
            errors.help(start, format!("a graph has no `{word}`"), help);
            return;
        }
        if cursor.is_named() {
            self.assignment(cursor, docs, start, errors);
        } else {
            self.bare(cursor, start, outputs, errors);
        }
    }

    fn bind(&mut self, name: Word, docs: TokenStream, value: Expr, start: Place, cursor: &Cursor<'_>) {
        self.names.insert(name.text());
        let is_layer = match &value {
            Expr::Layer(_) => true,
            Expr::Name(other) => self.is_layer(other),
            Expr::Call(_) | Expr::Broken(_) => false,
        };
        if is_layer {
            self.layers.insert(name.text());
        } else {
            self.layers.remove(&name.text());
        }
        let end = cursor.end_of_last();
        self.statements.push(Let {
            place: Place { end, ..start },
            name,
            docs,
            value,
        });
    }

    /// What follows `let`: `both = Concatenate(a, b);`
    fn binding(&mut self, cursor: &mut Cursor<'_>, keyword: Place, errors: &mut Errors) -> Option<(Word, Expr)> {
        if let Some(place) = cursor.eat_keyword("mut") {
            errors.help(
                place,
                "a value of a model never changes",
                "leave out `mut`: a name may be used again with another `let`",
            );
        }
        let name = self.name(cursor, keyword, errors)?;
        let is_read = Self::no_type(cursor, &name, errors);
        let sample = format!("let {} = Dense<8>({});", name.ident, self.sample());
        let equals = cursor.here();
        if !is_read && cursor.eat_punct('=').is_none() {
            if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_keyword(0, "let") {
                let sentence = format!("`{}` has no value", name.ident);
                errors.help(name.place, sentence, format!("write it as in `{sample}`"));
                cursor.eat_punct(';');
                return Some((name.clone(), Expr::Broken(name.place)));
            }
            let found = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
            errors.help(
                Place {
                    end: equals.start,
                    ..equals
                },
                format!("a `=` is missing between `{}` and `{found}`", name.ident),
                format!("write it as in `{sample}`"),
            );
            while matches!(cursor.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() != ';') {
                cursor.take();
            }
        }
        if let Some(place) = cursor.eat_punct('>') {
            errors.help(equals.to(place), "a value stands after `=`", "write `=` here");
        }
        if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_keyword(0, "let") {
            errors.help(
                equals,
                format!("the value of `{}` is missing", name.ident),
                format!("write it as in `{sample}`"),
            );
            cursor.eat_punct(';');
            return Some((name, Expr::Broken(equals)));
        }
        if self.is_input(cursor) {
            self.misplaced_input(cursor, name, errors);
            return None;
        }
        let value = self.expression(cursor, errors);
        end(cursor, &value, errors);
        Some((name, value))
    }

    fn name(&self, cursor: &mut Cursor<'_>, keyword: Place, errors: &mut Errors) -> Option<Word> {
        let at = cursor.here();
        let sample = self.sample();
        if cursor.at_end() || cursor.is_punct(0, ';') || cursor.is_punct(0, '=') {
            errors.help(
                keyword,
                "a name is missing after `let`",
                format!("write it as in `let y = Dense<8>({sample});`"),
            );
            skip(cursor);
            return None;
        }
        let is_pattern = !cursor.is_ident(0)
            || cursor.delimiter().is_some()
            || cursor.is_punct(1, '(')
            || matches!(cursor.peek_at(1), Some(TokenTree::Group(_)))
            || cursor.is_punct(1, ',');
        if is_pattern {
            let mark = cursor.mark();
            while !cursor.at_end() && !cursor.is_punct(0, '=') && !cursor.is_punct(0, ';') {
                cursor.take();
            }
            let (pattern, place) = (text(cursor.since(mark)), cursor.place_since(mark, at));
            errors.help(
                place,
                format!("a `let` names one value, found `{pattern}`"),
                "write a `let` for each value",
            );
            skip(cursor);
            return None;
        }
        let mut word = cursor.eat_ident()?;
        if words::is_keyword(&word.text()) && cursor.is_ident(0) {
            let sentence = format!("`{}` does not belong after `let`", word.ident);
            errors.help(at, sentence, "leave it out");
            word = cursor.eat_ident()?;
        }
        if words::is_keyword(&word.text()) {
            let other = other_name(&word.text(), "value");
            errors.help(
                at,
                format!("`{}` is a word of Rust and cannot name a value", word.ident),
                format!("use another name, such as `{other}`"),
            );
        }
        Some(word)
    }

    /// `: Type` after the name. Whether a layer stands there instead, and its `:` for a `=`.
    fn no_type(cursor: &mut Cursor<'_>, name: &Word, errors: &mut Errors) -> bool {
        if !cursor.is_punct(0, ':') {
            return false;
        }
        let (mark, start) = (cursor.mark(), cursor.here());
        cursor.take();
        let is_layer = cursor.peek().is_some_and(|kind| words::is_layer(&kind.to_string()));
        if is_layer || cursor.is_punct(0, '=') {
            cursor.eat_punct('=');
            errors.help(
                cursor.place_since(mark, start),
                format!("`let {}` is followed by `:`", name.ident),
                format!("write `let {} = …`", name.ident),
            );
            return true;
        }
        while !cursor.at_end() && !cursor.is_punct(0, '=') && !cursor.is_punct(0, ';') {
            cursor.take();
        }
        let place = cursor.place_since(mark, start);
        let help = "leave it out: each layer knows its shapes";
        errors.help(place, "a `let` of a graph has no type", help);
        false
    }

    /// `x = Dense(32)(x)`, `x: Dense<32>`: a `let` is missing.
    fn assignment(&mut self, cursor: &mut Cursor<'_>, docs: TokenStream, start: Place, errors: &mut Errors) {
        let Some(name) = cursor.eat_ident() else { return };
        cursor.take();
        cursor.eat_punct('=');
        if self.is_input(cursor) {
            self.misplaced_input(cursor, name, errors);
            return;
        }
        if is_keras_model(cursor) {
            skip(cursor);
            errors.help(
                start,
                "the model is the function itself",
                "leave it out: its inputs stand after its name, its outputs after `->`",
            );
            return;
        }
        let mut inside = Errors::new();
        let value = self.expression(cursor, &mut inside);
        let inside = inside.finish();
        let is_python = is_respelled(&value);
        let help = match &value {
            Expr::Broken(_) => format!("write `let {} = …;`", name.ident),
            value => format!("write `let {} = {};`", name.ident, render(value)),
        };
        errors.help(start, format!("a `let` is missing before `{}`", name.ident), help);
        // How a line of Python is written here is said already.
        if !is_python {
            for error in inside {
                errors.add(error.place, error.message);
            }
        }
        // Python has no `;`.
        cursor.eat_punct(';');
        self.bind(name, docs, value, start, cursor);
    }

    /// An expression without a name.
    fn bare(&mut self, cursor: &mut Cursor<'_>, start: Place, outputs: Option<&[Word]>, errors: &mut Errors) {
        let mark = cursor.mark();
        let mut rest = cursor.ahead();
        let is_value = matches!(rest.next(), Some(TokenTree::Ident(_) | TokenTree::Group(_))) && rest.next().is_none();
        drop(rest);
        if self.is_input(cursor) {
            skip(cursor);
            let help = "write `fn Net(x: Input<2>) -> …`, or use `sequential!` for layers one after another";
            errors.help(start, INPUT, help);
            return;
        }
        if is_value {
            self.end_with_names(cursor, start, "a graph ends with its last `let`", outputs, errors);
            return;
        }
        let mut inside = Errors::new();
        let value = self.expression(cursor, &mut inside);
        let inside = inside.finish();
        if let Expr::Broken(_) = value {
            for error in inside {
                errors.add(error.place, error.message);
            }
        } else {
            let place = cursor.place_since(mark, start);
            let name = outputs.and_then(<[Word]>::first).map_or("y".to_owned(), Word::text);
            errors.help(
                place,
                "this value has no name",
                format!("write `let {name} = {};`", render(&value)),
            );
            // It is what the model gives, if nothing else is.
            if let Some([output]) = outputs
                && !self.knows(&output.text())
            {
                self.bind(output.clone(), TokenStream::new(), value, start, cursor);
            }
        }
        skip(cursor);
    }

    /// `score`, `(score, rating)` at the end.
    fn end_with_names(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: Place,
        sentence: &str,
        outputs: Option<&[Word]>,
        errors: &mut Errors,
    ) {
        let mark = cursor.mark();
        let mut names = Vec::new();
        let is_name = cursor.peek_at(1).is_none() || cursor.is_punct(1, ';');
        if !is_name {
            self.bare(cursor, start, outputs, errors);
            return;
        }
        if let Some(name) = cursor.eat_ident() {
            names.push(name);
        } else if let Some((mut inside, _)) = cursor.eat_group(Delimiter::Parenthesis) {
            while let Some((token, place)) = inside.take() {
                if let TokenTree::Ident(ident) = token {
                    names.push(Word { ident, place });
                }
            }
        }
        if outputs.is_none() && names.iter().all(|name| self.knows(&name.text())) {
            // That the arrow is missing is one mistake.
            self.returned = names;
            return;
        }
        let place = cursor.place_since(mark, start);
        errors.help(place, sentence, "leave it out: what the model gives stands after `->`");
    }

    fn is_input(&self, cursor: &Cursor<'_>) -> bool {
        let (last, next, _) = cursor.path();
        let is_followed = match next {
            Some(TokenTree::Punct(punct)) => punct.as_char() == '<',
            next => matches!(next, Some(TokenTree::Group(_))),
        };
        is_followed && last.is_some_and(|last| words::is_input(&last) && !self.knows(&last))
    }

    /// `let x = Input<16>;`
    fn misplaced_input(&mut self, cursor: &mut Cursor<'_>, name: Word, errors: &mut Errors) {
        let start = cursor.here();
        let mut ignored = Errors::new();
        let layer = layer::of_graph(cursor, 0, &[], false, &mut ignored);
        ignored.finish();
        cursor.eat_punct(';');
        let Some(mut layer) = layer else { return };
        layer.position = 0;
        layer.text = format!("{}: {}", name.ident, render(&Expr::Layer(Box::new(layer.clone()))));
        errors.help(start, INPUT, format!("write `fn Net({}) -> …`", layer.text));
        self.input(Parameter { name, layer });
    }
}

/// `Model(inputs=…, outputs=…)`
fn is_keras_model(cursor: &Cursor<'_>) -> bool {
    let mut tokens = cursor.ahead().skip_while(|token| match token {
        TokenTree::Ident(word) => word != "Model",
        TokenTree::Punct(punct) => punct.as_char() == '.',
        _ => false,
    });
    matches!(tokens.next(), Some(TokenTree::Ident(_)))
        && matches!(tokens.next(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

/// The `;` after a `let`.
fn end(cursor: &mut Cursor<'_>, value: &Expr, errors: &mut Errors) {
    if cursor.eat_punct(';').is_some() {
        return;
    }
    let at = cursor.here();
    if is_broken(value) {
        skip(cursor);
        return;
    }
    let written = render(value);
    if cursor.at_end() || starts_a_statement(cursor) {
        let end = cursor.end_of_last();
        let place = Place { start: end, end, ..at };
        errors.help(
            place,
            format!("a `;` is missing after `{written}`"),
            "write `;` after each `let`",
        );
        return;
    }
    if cursor.eat_punct(',').is_some() {
        errors.help(
            at,
            format!("a `,` stands after `{written}`"),
            "write `;` after each `let`",
        );
        return;
    }
    let found = cursor.peek().map(|token| text(token.into())).unwrap_or_default();
    errors.help(
        at,
        format!("`{found}` does not belong after `{written}`"),
        "write `;` after each `let`",
    );
    skip(cursor);
}

fn starts_a_statement(cursor: &Cursor<'_>) -> bool {
    cursor.is_keyword(0, "let") || cursor.is_keyword(0, "return") || cursor.is_ident(0) && cursor.is_punct(1, '=')
}

/// Goes on behind the next `;`, or before the next `let`.
pub(super) fn skip(cursor: &mut Cursor<'_>) {
    while !cursor.at_end() && !cursor.is_keyword(0, "let") {
        if cursor.eat_punct(';').is_some() {
            return;
        }
        cursor.take();
    }
}
