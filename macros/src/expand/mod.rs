//! From a [`Model`] to tokens: the only part that writes them.

mod anonymous;
mod assertions;
mod field;
mod heads;
mod item;
mod names;
mod recurrent;
mod settings;
mod shapes;
mod stream;
mod stub;
mod table;
mod train;
mod trained;
mod types;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::check::Output;
use crate::errors::Error;
use crate::model::Model;
use crate::syntax::Form;
use crate::weights::Trained;
use names::Names;

/// The model, or its mistakes and a stub.
pub(crate) fn expand(model: &Model, outputs: &[Output], trained: Option<&Trained>, errors: &[Error]) -> TokenStream {
    let names = Names::new(model);
    let shapes = shapes::all(model, outputs);
    let wrong = if errors.is_empty() && outputs.contains(&Output::Opaque) {
        unwritten()
    } else {
        self::errors(errors)
    };
    match &model.form {
        Form::Item {
            attributes,
            visibility,
            name,
        } => {
            let declaration = (attributes, visibility, name);
            if errors.is_empty()
                && let Some(tokens) = item::model(model, declaration, outputs, &shapes, trained, &names)
            {
                return tokens;
            }
            let graph = item::graph(model, outputs, &names);
            let assertions = item::all_assertions(model, outputs, &names);
            let stub = stub::item(model, declaration, &shapes, &assertions, &names);
            quote!(#wrong #graph #stub)
        }
        Form::Anonymous => {
            if errors.is_empty()
                && let Some(tokens) = anonymous::model(model, outputs, &shapes, &names)
            {
                return tokens;
            }
            let graph = item::graph(model, outputs, &names);
            let assertions = item::all_assertions(model, outputs, &names);
            stub::anonymous(model, &shapes, &quote!(#wrong #graph #assertions), &names)
        }
    }
}

/// The mistakes alone, where not even the model's name is known.
pub(crate) fn errors(errors: &[Error]) -> TokenStream {
    errors.iter().map(error).collect()
}

/// An error on the tokens that are wrong.
fn error(error: &Error) -> TokenStream {
    let message = &error.message;
    let path = quote_spanned!(error.place.start=> ::core::compile_error!);
    let call = quote_spanned!(error.place.end=> { #message });
    quote!(#path #call)
}

/// A stub without a mistake that is reported: of constants, the rules report it while compiling; of a model as a layer, nothing
/// else would, and it must not pass in silence.
fn unwritten() -> TokenStream {
    let message = "layerproof could not write this model; please report it with the model's text";
    quote!(::core::compile_error! { #message })
}

/// A panic of the macro is a mistake of the macro: it is said so, and the user's program is compiled on.
pub(crate) fn never_panic(expand: impl FnOnce() -> TokenStream) -> TokenStream {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(expand)).unwrap_or_else(|_| {
        let message = "layerproof could not read this model; please report it with the model's text";
        quote!(::core::compile_error! { #message })
    })
}
