//! The macros of layerproof.
//!
//! [`sequential!`] works in four steps, one module each: `parse` (tokens to a source), `lower` (a source to a model),
//! `check` (does it fit?) and `expand` (a model to tokens). Only `parse` reads tokens and only `expand` writes them.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

mod arguments;
mod check;
mod errors;
mod expand;
mod layers;
mod lower;
mod model;
mod parse;
mod syntax;
#[cfg(test)]
mod tests;
mod values;
mod weights;
mod words;

/// A model of layers one after another. See the documentation of `layerproof`.
#[proc_macro]
pub fn sequential(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::never_panic(|| sequential_tokens(input.into())).into()
}

/// A model as a function of its inputs. See the documentation of `layerproof`.
#[proc_macro]
pub fn functional(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::never_panic(|| functional_tokens(input.into())).into()
}

fn sequential_tokens(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = errors::Errors::new();
    let source = parse::sequential(input, &mut errors);
    tokens(source, errors)
}

fn functional_tokens(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = errors::Errors::new();
    let source = parse::functional(input, &mut errors);
    tokens(source, errors)
}

fn tokens(source: Option<syntax::Source>, mut errors: errors::Errors) -> proc_macro2::TokenStream {
    let Some(mut source) = source else {
        return expand::errors(&errors.finish());
    };
    check::source(&mut source, &mut errors);
    let model = lower::lower(source, &mut errors);
    let outputs = check::model(&model, &mut errors);
    let trained = weights::read(&model, &outputs, &mut errors);
    expand::expand(&model, &outputs, trained.as_ref(), &errors.finish())
}
