//! What stands among the statements of a graph and is no `let`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::render::{is_respelled, render};
use super::{Graph, skip};
use crate::errors::Errors;
use crate::parse::cursor::Cursor;
use crate::parse::layer;
use crate::syntax::{Expr, Parameter, Place, Word};
use crate::words;

const INPUT: &str = "an input stands in the parentheses after the model's name";

impl Graph {
    /// `x = Dense(32)(x)`, `x: Dense<32>`: a `let` is missing.
    pub(super) fn assignment(&mut self, cursor: &mut Cursor<'_>, docs: TokenStream, start: Place, errors: &mut Errors) {
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
    pub(super) fn bare(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: Place,
        outputs: Option<&[Word]>,
        errors: &mut Errors,
    ) {
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
            let is_ended = cursor.eat_punct(';').is_some();
            // At the end it is what the model gives, if nothing else is.
            if let Some([output]) = outputs
                && cursor.at_end()
                && !self.knows(&output.text())
            {
                self.bind(output.clone(), TokenStream::new(), value, start, cursor);
            }
            if is_ended {
                return;
            }
        }
        skip(cursor);
    }

    /// `score`, `(score, rating)` at the end.
    pub(super) fn end_with_names(
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

    pub(super) fn is_input(&self, cursor: &Cursor<'_>) -> bool {
        let (last, next, _) = cursor.path();
        let is_followed = match next {
            Some(TokenTree::Punct(punct)) => punct.as_char() == '<',
            next => matches!(next, Some(TokenTree::Group(_))),
        };
        is_followed && last.is_some_and(|last| words::is_input(&last) && !self.knows(&last))
    }

    /// `let x = Input<16>;`
    pub(super) fn misplaced_input(&mut self, cursor: &mut Cursor<'_>, name: Word, errors: &mut Errors) {
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
