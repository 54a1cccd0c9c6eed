//! `TRAINED`: the model with the weights of a file, in the program's read-only memory.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::field::Field;
use super::names::{Names, number};
use crate::model::Model;
use crate::weights::Trained;

/// The constant of a model whose weights fit. The compiler copies each parameter in one piece from one string of bytes:
/// the file itself, or what the macro made of it.
pub(super) fn constant(name: &Ident, trained: &Trained, fields: &[Field], names: &Names) -> TokenStream {
    let krate = &names.krate;
    let file = file(&trained.path);
    let layers = fields.iter().zip(&trained.layers).map(|(field, parameters)| {
        let (name, layer) = (&field.name, &field.layer);
        if parameters.is_empty() {
            return quote!(#name: <#layer as #krate::__private::Layer>::ZERO);
        }
        let pairs = parameters.iter().map(|(start, count)| {
            let (start, count) = (number(*start, Span::call_site()), number(*count, Span::call_site()));
            quote!((#start, #count))
        });
        quote!(#name: #krate::__private::baked(BYTES, &[#(#pairs),*]))
    });
    let bytes = match &trained.bytes {
        None => quote!(const BYTES: &[u8] = #file;),
        Some(bytes) => {
            let bytes = Literal::byte_string(bytes);
            quote! {
                const BYTES: &[u8] = #bytes;
                // Another file is another program.
                const _: &[u8] = #file;
            }
        }
    };
    let value = quote! {
        {
            #bytes
            static TRAINED: #name = #name { #(#layers),* };
            &TRAINED
        }
    };
    declaration(name, &trained.path, &value)
}

/// The constant beside a mistake.
pub(super) fn stub(name: &Ident, model: &Model, names: &Names) -> TokenStream {
    let krate = &names.krate;
    match &model.weights {
        Some(weights) => declaration(name, &weights.path, &quote!(&#krate::__private::zeros())),
        None => TokenStream::new(),
    }
}

fn declaration(name: &Ident, path: &str, value: &TokenStream) -> TokenStream {
    let docs = format!(" The model with the weights in `{path}`, which were read and checked while compiling.");
    quote! {
        #[allow(dead_code)]
        impl #name {
            #[doc = #docs]
            pub const TRAINED: &'static Self = #value;
        }
    }
}

/// The file's bytes, and a sign to the compiler that they matter.
fn file(path: &str) -> TokenStream {
    if std::path::Path::new(path).is_absolute() {
        return quote!(::core::include_bytes!(#path));
    }
    let path = format!("/{path}");
    quote!(::core::include_bytes!(
        ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #path)
    ))
}
