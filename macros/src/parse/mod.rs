//! From tokens to a [`Source`]: the only part that reads tokens.
//!
//! Nothing here gives up: after a mistake reading goes on at the next comma, so that every mistake is found. What is
//! Rust's own grammar is read with syn.

mod cursor;
mod foreign;
mod graph;
mod item;
mod layer;
mod literal;
mod options;
mod sequential;
mod text;
mod value;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::syntax::Source;
use cursor::{Cursor, Order};

/// Reads a call of `sequential!`. `None` where not even the model's name can be told.
pub(crate) fn sequential(tokens: TokenStream, errors: &mut Errors) -> Option<Source> {
    read(tokens, errors, |cursor, errors| match graph::starts(cursor) {
        Some(place) => {
            let help = "write `functional!` for a function of its inputs, `struct` for layers one after another";
            errors.help(place, "a model is a struct", help);
            graph::item(cursor, errors)
        }
        None => sequential::source(cursor, errors),
    })
}

/// Reads a call of `functional!`. `None` where not even the model's name can be told.
pub(crate) fn functional(tokens: TokenStream, errors: &mut Errors) -> Option<Source> {
    read(tokens, errors, |cursor, errors| match sequential::starts(cursor) {
        Some(place) => {
            let help = "write `fn Net(x: Input<2>) -> y { … }`, or use `sequential!` for layers one after another";
            errors.help(place, "a graph is a function of its inputs", help);
            sequential::item(cursor, errors)
        }
        None => graph::source(cursor, errors),
    })
}

fn read(
    tokens: TokenStream,
    errors: &mut Errors,
    reader: impl FnOnce(&mut Cursor<'_>, &mut Errors) -> Option<Source>,
) -> Option<Source> {
    let order = Order::default();
    let source = cursor::read(tokens, &order, |mut cursor| reader(&mut cursor, errors));
    if let Some(comment) = order.comment() {
        errors.help(comment, "a comment does not begin with `#`", "write `// …`");
    }
    source.flatten()
}
