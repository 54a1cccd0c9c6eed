//! Mistakes and what is said about them, without a compiler.

mod expansions;
mod fuzz;
mod graphs;
mod mistakes;
mod stacks;

use crate::errors::Errors;
use crate::{check, lower, parse};

/// The errors of a model: the tokens that each points at, and its message.
fn errors(source: &str) -> Vec<(String, String)> {
    let mut errors = Errors::new();
    let parsed = parse::sequential(source.parse().expect("tokens"), &mut errors);
    if let Some(mut source) = parsed {
        check::source(&mut source, &mut errors);
        let model = lower::lower(source, &mut errors);
        check::model(&model, &mut errors);
    }
    read(errors)
}

/// The errors of reading a graph.
fn graph_errors(source: &str) -> Vec<(String, String)> {
    let mut errors = Errors::new();
    parse::functional(source.parse().expect("tokens"), &mut errors);
    read(errors)
}

fn read(errors: Errors) -> Vec<(String, String)> {
    errors
        .finish()
        .into_iter()
        .map(|error| {
            let span = error.place.start.join(error.place.end).unwrap_or(error.place.start);
            (span.source_text().unwrap_or_default(), error.message)
        })
        .collect()
}
