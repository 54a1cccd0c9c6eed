//! The settings of recurrent layers, as far as they are not the default.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::{Names, bits};
use super::settings::{activation, initializer};
use super::shapes::Dim;
use crate::values::{Argument, Values};

/// A setting, and whether it is the default.
type Setting = (TokenStream, bool);

/// Cell, bias, initialisers and options behind the sizes of a layer of `layerproof::layers::{of_type}`; `sums` is how many it has.
pub(super) fn settings(of_type: &str, values: &Values, sums: &TokenStream, names: &Names) -> Option<Vec<TokenStream>> {
    let mut settings = vec![
        cell(of_type, values, names)?,
        bias(of_type, values, sums, names),
        initializers(values, names)?,
        options(values, names),
    ];
    // What is the default at the end is left out.
    while settings.last().is_some_and(|(_, is_default)| *is_default) {
        settings.pop();
    }
    Some(settings.into_iter().map(|(setting, _)| setting).collect())
}

/// One direction of a `Bidirectional`, over these axes.
pub(super) fn directed(
    axes: &[Dim],
    values: &Values,
    (units, sums): (&TokenStream, &TokenStream),
    names: &Names,
) -> Option<TokenStream> {
    let Names { krate, scalar, .. } = names;
    let of_type = values.word("of_type")?;
    let settings = settings(of_type, values, sums, names)?;
    let sizes: Vec<TokenStream> = axes.iter().map(|dim| dim.argument(names)).collect();
    let [steps, _] = sizes.as_slice() else { return None };
    let output = if values.flag("return_sequences") {
        quote!(#krate::shape::Sequence<#steps, #units>)
    } else {
        quote!(#krate::shape::Features<#units>)
    };
    let sums = (of_type != "SimpleRnn").then(|| quote!(#sums,));
    let path = names.path("layers", of_type, None);
    Some(quote!(#path<#scalar, #(#sizes,)* #output, #units, #sums #(#settings),*>))
}

/// `LstmCell<Tanh, HardSigmoid>`
fn cell(of_type: &str, values: &Values, names: &Names) -> Option<Setting> {
    let krate = &names.krate;
    let function = |argument, default| match values.get(argument) {
        Some(Argument::Activation(function)) => Some((
            activation(function, names),
            function.name == default && function.settings.is_empty(),
        )),
        _ => None,
    };
    if of_type == "SimpleRnn" {
        let named = if values.activation().is_some() {
            "activation"
        } else {
            "cell_activation"
        };
        let (function, is_default) = function(named, "Tanh")?;
        return Some((quote!(#krate::layers::SimpleRnnCell<#function>), is_default));
    }
    let (cell, flag) = match of_type {
        "Lstm" => (quote!(LstmCell), "unit_forget_bias"),
        _ => (quote!(GruCell), "reset_after"),
    };
    let (function_of_cell, is_default) = function("cell_activation", "Tanh")?;
    let (function_of_gates, is_default_of_gates) = function("recurrent_activation", "Sigmoid")?;
    let flag = values.flag(flag);
    let last = (!flag).then(|| quote!(, #flag));
    Some((
        quote!(#krate::layers::#cell<#function_of_cell, #function_of_gates #last>),
        is_default && is_default_of_gates && flag,
    ))
}

fn bias(of_type: &str, values: &Values, sums: &TokenStream, names: &Names) -> Setting {
    let Names { krate, scalar, .. } = names;
    let two = values.flag("two_biases");
    if two {
        (quote!(#krate::nalgebra::SMatrix<#scalar, #sums, 2>), of_type == "Gru")
    } else if values.flag("one_bias") {
        (quote!(#krate::nalgebra::SVector<#scalar, #sums>), of_type != "Gru")
    } else {
        (quote!(#krate::layers::NoBias), false)
    }
}

fn initializers(values: &Values, names: &Names) -> Option<Setting> {
    let all = [
        (values.initializer("kernel_initializer")?, "GlorotUniform"),
        (values.initializer("recurrent_initializer")?, "Orthogonal"),
        (values.initializer("bias_initializer")?, "Zeros"),
    ];
    let is_default = all
        .iter()
        .all(|(initializer, default)| initializer.name == *default && initializer.parameters.is_empty());
    let all = all.iter().map(|(one, _)| initializer(one, names));
    Some((quote!((#(#all),*)), is_default))
}

fn options(values: &Values, names: &Names) -> Setting {
    let krate = &names.krate;
    let backwards = values.flag("go_backwards");
    let both = [values.number("dropout"), values.number("recurrent_dropout")];
    let mut rates = both.as_slice();
    while let [first @ .., last] = rates
        && *last == 0.0
    {
        rates = first;
    }
    let rates: Vec<TokenStream> = rates.iter().map(|rate| bits(*rate)).collect();
    let is_default = !backwards && rates.is_empty();
    (quote!(#krate::layers::Options<#backwards #(, #rates)*>), is_default)
}
