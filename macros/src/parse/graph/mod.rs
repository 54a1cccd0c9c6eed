//! `functional!`: a function of its inputs. `function` reads it as a whole, and each other file a part of it.

mod expression;
mod function;
mod inputs;
mod outputs;
mod python;
mod render;
mod statement;
mod wrong;

pub(super) use function::{item, source, starts};

use std::collections::HashSet;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::parse::cursor::{Cursor, Mark};
use crate::parse::text::text;
use crate::syntax::{Call, Callee, Expr, Layer, Let, Parameter, Place, Word};

/// Calls nest at most so deep: the stack must hold.
const DEEPEST: u8 = 64;

/// What is read of a graph so far.
#[derive(Default)]
struct Graph {
    inputs: Vec<Parameter>,
    statements: Vec<Let>,
    /// The names of inputs, values and layers.
    names: HashSet<String>,
    /// Those among them that are layers.
    layers: HashSet<String>,
    /// The layers so far.
    position: usize,
    /// Whether a mistake, which is reported, hides the name of a statement.
    has_unread: bool,
    /// How deep calls nest.
    depth: u8,
    /// The names that stand at the end, though no `->` has them.
    returned: Vec<Word>,
    /// The layers of the inputs, by which PyTorch's input channels are told from filters.
    before: Vec<Layer>,
}

impl Graph {
    fn input(&mut self, input: Parameter) {
        self.names.insert(input.name.text());
        self.before.push(input.layer.clone());
        self.inputs.push(input);
    }

    fn is_layer(&self, name: &Word) -> bool {
        self.layers.contains(&name.text())
    }

    fn knows(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// A value to show in a help: the last one, or the first input.
    fn sample(&self) -> String {
        let last = self.statements.last().map(|last| &last.name);
        let name = last.or_else(|| self.inputs.first().map(|input| &input.name));
        name.map_or("x".to_owned(), Word::text)
    }

    /// An output may be what was not read: nothing more is said about it.
    fn complete(&mut self, outputs: &[Word]) {
        for output in outputs {
            if self.has_unread && !self.knows(&output.text()) {
                self.statements.push(Let {
                    name: output.clone(),
                    docs: TokenStream::new(),
                    value: Expr::Broken(output.place),
                    place: output.place,
                });
            }
        }
    }

    /// Reads what is inside of a call, unless calls nest too deep.
    fn deeper<R>(
        &mut self,
        at: Place,
        errors: &mut Errors,
        read: impl FnOnce(&mut Self, &mut Errors) -> R,
    ) -> Option<R> {
        if self.depth >= DEEPEST {
            errors.help(
                at,
                "these calls are nested too deep",
                "give a part of it a name with `let`",
            );
            return None;
        }
        self.depth += 1;
        let result = read(self, errors);
        self.depth -= 1;
        Some(result)
    }
}

/// Goes on behind the next `;`, or before the next `let`.
fn skip(cursor: &mut Cursor<'_>) {
    while !cursor.at_end() && !cursor.is_keyword(0, "let") {
        if cursor.eat_punct(';').is_some() {
            return;
        }
        cursor.take();
    }
}

/// A name or a layer, called with these values.
fn called<'a>(callee: Expr, values: Vec<Expr>, cursor: &Cursor<'a>, (mark, start): (Mark<'a>, Place)) -> Expr {
    let callee = match callee {
        Expr::Name(name) => Callee::Name(name),
        Expr::Layer(layer) => Callee::Layer(layer),
        other => return other,
    };
    Expr::Call(Call {
        callee,
        values,
        place: cursor.place_since(mark, start),
        text: text(cursor.since(mark)),
    })
}
