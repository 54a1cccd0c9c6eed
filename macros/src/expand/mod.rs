//! From a [`Model`] to tokens: the only part that writes them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::check::Output;
use crate::errors::Error;
use crate::model::Model;

/// The model, or its mistakes and a stub.
pub(crate) fn expand(_: &Model, _: &[Output], errors: &[Error]) -> TokenStream {
    self::errors(errors)
}

/// The mistakes alone, where not even the model's name is known.
pub(crate) fn errors(errors: &[Error]) -> TokenStream {
    errors.iter().map(error).collect()
}

/// An error on the tokens that are wrong.
fn error(error: &Error) -> TokenStream {
    let message = &error.message;
    let path = quote_spanned!(error.place.start=> ::core::compile_error);
    let call = quote_spanned!(error.place.end=> { #message });
    quote!(#path ! #call)
}

/// A panic of the macro is a mistake of the macro: it is said so, and the user's program is compiled on.
pub(crate) fn never_panic(expand: impl FnOnce() -> TokenStream) -> TokenStream {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(expand)).unwrap_or_else(|_| {
        let message = "layerproof could not read this model; please report it with the model's text";
        quote!(::core::compile_error! { #message })
    })
}
