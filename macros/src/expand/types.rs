//! The type of each layer.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::{Names, bits, number};
use super::shapes::{Dim, Dims};
use crate::model::{Activation, Conv2d, Initializer, Kind, Layer, Pair};

/// `::layerproof::shape::Image<8, 8, 1>`, the shape itself.
pub(super) fn shape(dims: &Dims, names: &Names) -> TokenStream {
    let krate = &names.krate;
    let sizes = dims.iter().map(|dim| dim.argument(names));
    match dims.len() {
        1 => quote!(#krate::shape::Features<#(#sizes),*>),
        2 => quote!(#krate::shape::Sequence<#(#sizes),*>),
        _ => quote!(#krate::shape::Image<#(#sizes),*>),
    }
}

/// `SVector<f32, 2>`, what users hold of a shape.
pub(super) fn value(dims: &Dims, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let sizes = dims.iter().map(|dim| dim.argument(names));
    match dims.len() {
        1 => quote!(#krate::nalgebra::SVector<#scalar, #(#sizes),*>),
        2 => quote!(#krate::shape::Sequence<#(#sizes),*, #scalar>),
        _ => quote!(#krate::shape::Image<#(#sizes),*, #scalar>),
    }
}

/// The type of a layer between two shapes.
pub(super) fn layer(layer: &Layer, given: &Dims, output: &Dims, names: &Names) -> TokenStream {
    let scalar = &names.scalar;
    let path = |name| names.layer(name, &layer.word);
    let input = || shape(given, names);
    match &layer.kind {
        Kind::Dense(dense) => {
            let path = path("Dense");
            let inputs = given.iter().map(|dim| dim.argument(names));
            let units = last(output, names);
            let initializers = (&dense.kernel_initializer, &dense.bias_initializer);
            let settings = settings(&dense.activation, dense.use_bias, initializers, &units, names);
            quote!(#path<#scalar, #(#inputs),*, #units #settings>)
        }
        Kind::Conv2d(conv) => conv2d(layer, conv, given, output, names),
        Kind::MaxPooling2d(pooling) => {
            let (path, input, output) = (path("MaxPooling2d"), input(), shape(output, names));
            let window = window(layer, (&pooling.pool_size, &pooling.strides), 0, names);
            quote!(#path<#scalar, #input, #output, #window>)
        }
        Kind::GlobalAveragePooling2d => {
            let (path, input) = (path("GlobalAveragePooling2d"), input());
            quote!(#path<#scalar, #input>)
        }
        Kind::Activation(activation) => {
            let (path, input, function) = (path("Activation"), input(), self::activation(activation, names));
            quote!(#path<#scalar, #input, #function>)
        }
        Kind::Dropout { rate } => {
            let (path, input, rate) = (path("Dropout"), input(), bits(*rate));
            quote!(#path<#scalar, #input, #rate>)
        }
        Kind::Flatten => {
            let (path, input) = (path("Flatten"), input());
            let values = output.iter().map(|dim| dim.argument(names));
            quote!(#path<#scalar, #input, #(#values),*>)
        }
        Kind::Reshape { .. } => {
            let (path, input, output) = (path("Reshape"), input(), shape(output, names));
            quote!(#path<#scalar, #input, #output>)
        }
        Kind::Unknown => quote!(()),
    }
}

fn conv2d(layer: &Layer, conv: &Conv2d, given: &Dims, output: &Dims, names: &Names) -> TokenStream {
    let scalar = &names.scalar;
    let path = names.layer("Conv2d", &layer.word);
    let filters = last(output, names);
    let (input, output) = (shape(given, names), shape(output, names));
    let window = window(layer, (&conv.kernel_size, &conv.strides), 1, names);
    let patch = patch(layer, conv, given, names);
    let initializers = (&conv.kernel_initializer, &conv.bias_initializer);
    let settings = settings(&conv.activation, conv.use_bias, initializers, &filters, names);
    quote!(#path<#scalar, #input, #output, #window, #patch, #filters #settings>)
}

/// How many values lie under a kernel.
fn patch(layer: &Layer, conv: &Conv2d, given: &Dims, names: &Names) -> TokenStream {
    let (height, width) = &conv.kernel_size;
    let channels = given.last().and_then(Dim::known);
    if let (Some(height), Some(width), Some(channels)) = (height.literal(), width.literal(), channels)
        && layer.rule().is_some()
        && let Some(values) = height
            .checked_mul(width)
            .and_then(|pixels| pixels.checked_mul(channels))
    {
        return number(values, proc_macro2::Span::call_site());
    }
    names.derived("patch", &[layer.position])
}

/// The size of the last axis.
fn last(dims: &Dims, names: &Names) -> TokenStream {
    dims.last().map(|dim| dim.argument(names)).unwrap_or_default()
}

/// The window, whose sizes are counted from `first` on.
fn window(layer: &Layer, (size, strides): (&Pair, &Pair), first: usize, names: &Names) -> TokenStream {
    let krate = &names.krate;
    let argument = |index, size| names.layer_argument(layer, first + index, size);
    let (height, width) = (argument(0, &size.0), argument(1, &size.1));
    if strides.0.literal() == Some(1) && strides.1.literal() == Some(1) {
        return quote!(#krate::layers::Window<#height, #width>);
    }
    let (vertical, horizontal) = (argument(2, &strides.0), argument(3, &strides.1));
    quote!(#krate::layers::Window<#height, #width, #vertical, #horizontal>)
}

/// Activation, bias and initialisers, as far as they are not the default.
fn settings(
    activation: &Activation,
    use_bias: bool,
    (kernel, bias): (&Initializer, &Initializer),
    width: &TokenStream,
    names: &Names,
) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let has_initializers = kernel.name != "GlorotUniform" || bias.name != "Zeros";
    if !has_initializers && use_bias && activation.name == "Linear" && activation.word.is_none() {
        return TokenStream::new();
    }
    let activation = self::activation(activation, names);
    if !has_initializers && use_bias {
        return quote!(, #activation);
    }
    let bias_type = if use_bias {
        quote!(#krate::nalgebra::SVector<#scalar, #width>)
    } else {
        quote!(#krate::layers::NoBias)
    };
    if !has_initializers {
        return quote!(, #activation, #bias_type);
    }
    let (kernel, bias) = (initializer(kernel, names), initializer(bias, names));
    quote!(, #activation, #bias_type, (#kernel, #bias))
}

/// `::layerproof::activations::Relu`
pub(super) fn activation(activation: &Activation, names: &Names) -> TokenStream {
    let path = names.path("activations", activation.name, activation.word.as_ref());
    match (activation.name, activation.parameter) {
        // The defaults of these functions as arguments; as layers they may differ.
        ("LeakyRelu", Some(0.2)) | ("Elu", Some(1.0)) | (_, None) => path,
        (_, Some(parameter)) => {
            let bits = bits(parameter);
            quote!(#path<0, #bits>)
        }
    }
}

/// `::layerproof::activations::Softmax<10>`, the end of a model.
pub(super) fn head(activation: &Activation, units: &Dim, names: &Names) -> TokenStream {
    if activation.is_unknown {
        // Whatever the loss is, it fits.
        return names.path("__private", "Unknown", None);
    }
    let path = names.path("activations", activation.name, None);
    let units = units.argument(names);
    quote!(#path<#units>)
}

fn initializer(initializer: &Initializer, names: &Names) -> TokenStream {
    let path = names.path("initializers", initializer.name, initializer.word.as_ref());
    if initializer.parameters.is_empty() {
        return path;
    }
    let parameters = initializer.parameters.iter().map(|parameter| bits(*parameter));
    quote!(#path<#(#parameters),*>)
}
