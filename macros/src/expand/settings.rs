//! Activations, initialisers, regularisers and constraints as types.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::names::{Names, bits, number};
use crate::values::{Activation, Initializer, Restraint, Setting};

/// `::layerproof::regularizers::L2<{ 0.01f64.to_bits() }>`
pub(super) fn restraint(restraint: Option<&Restraint>, module: &str, none: &str, names: &Names) -> TokenStream {
    let Some(restraint) = restraint else {
        return names.path(module, none, None);
    };
    let path = names.path(module, restraint.name, Some(&restraint.word));
    let settings = restraint.settings.iter().map(setting);
    if restraint.settings.is_empty() {
        path
    } else {
        quote!(#path<#(#settings),*>)
    }
}

fn setting(setting: &Setting) -> TokenStream {
    match *setting {
        Setting::Number(number) => bits(number),
        Setting::Flag(flag) => quote!(#flag),
        Setting::Size(size) => number(size, Span::call_site()),
    }
}

/// `::layerproof::activations::Relu`
pub(super) fn activation(activation: &Activation, names: &Names) -> TokenStream {
    let path = names.path("activations", activation.name, activation.word.as_ref());
    if activation.settings.is_empty() {
        return path;
    }
    let settings = activation.settings.iter().map(setting);
    quote!(#path<0, #(#settings),*>)
}

/// `::layerproof::initializers::HeNormal`
pub(super) fn initializer(initializer: &Initializer, names: &Names) -> TokenStream {
    let path = names.path("initializers", initializer.name, initializer.word.as_ref());
    if initializer.parameters.is_empty() {
        return path;
    }
    let parameters = initializer.parameters.iter().map(setting);
    quote!(#path<#(#parameters),*>)
}
