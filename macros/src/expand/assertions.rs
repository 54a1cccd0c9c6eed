//! What the compiler checks, where the macro sees only the name of a constant: the same rules, as const assertions on
//! the user's own tokens.

use layerproof_rules::Padding;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::names::{Names, number};
use super::shapes::{Dim, Dims};
use crate::model::{Kind, Layer, Model, Pair, Size};

/// Where a chain begins.
pub(super) struct Start<'a> {
    pub(super) position: usize,
    pub(super) source: &'a str,
    /// `None` where a mistake leaves it open.
    pub(super) dims: Option<&'a Dims>,
}

/// The rules applied to layers one after another: an expression of the type `Chain<N>`, and that type.
pub(super) fn chain(start: &Start<'_>, layers: &[Layer], names: &Names) -> (TokenStream, TokenStream) {
    let rules = names.rules();
    let position = number(start.position, Span::call_site());
    let source = start.source;
    let input = start
        .dims
        .map(|dims| shape(dims.iter().map(|dim| dim_expression(dim, names)), &rules));
    // Without one, a shape that is no shape, after which the chain is silent.
    let input = input.unwrap_or_else(|| quote!(#rules::Shape::Vector(0)));
    let steps = layers.iter().map(|layer| {
        let source = &layer.text;
        let rule = rule(layer, names);
        quote!(#rules::Step { source: #source, layer: #rule })
    });
    let count = number(layers.len(), Span::call_site());
    let value = quote! {
        #rules::Chain::new(#rules::Place { position: #position, source: #source }, #input, [#(#steps),*])
    };
    (quote!(#rules::Chain<#count>), value)
}

fn dim_expression(dim: &Dim, names: &Names) -> TokenStream {
    match dim {
        Dim::Written(size) => names.size(size),
        dim => dim.argument(names),
    }
}

fn shape(sizes: impl Iterator<Item = TokenStream>, rules: &TokenStream) -> TokenStream {
    // Field by field: of a wrong argument in parentheses rustc would explain the variant.
    let fields = sizes.enumerate().map(|(axis, size)| {
        let axis = number(axis, Span::call_site());
        quote!(#axis: #size)
    });
    let fields: Vec<_> = fields.collect();
    match fields.len() {
        1 => quote!(#rules::Shape::Vector { #(#fields),* }),
        2 => quote!(#rules::Shape::Sequence { #(#fields),* }),
        _ => quote!(#rules::Shape::Image { #(#fields),* }),
    }
}

/// What the rules must know of a layer.
fn rule(layer: &Layer, names: &Names) -> TokenStream {
    let rules = names.rules();
    let pair = |(first, second): &Pair| {
        let (first, second) = (names.size(first), names.size(second));
        quote!((#first, #second))
    };
    let padding = |padding: Padding| match padding {
        Padding::Valid => quote!(#rules::Padding::Valid),
        Padding::Same => quote!(#rules::Padding::Same),
    };
    match &layer.kind {
        Kind::Dense(dense) => {
            let units = names.size(&dense.units);
            let (use_bias, softmax) = (dense.use_bias, dense.activation.is_softmax());
            quote!(#rules::Layer::Dense { units: #units, use_bias: #use_bias, softmax: #softmax })
        }
        Kind::Conv2d(conv) => {
            let filters = names.size(&conv.filters);
            let (kernel_size, strides, padding) = (pair(&conv.kernel_size), pair(&conv.strides), padding(conv.padding));
            let (use_bias, softmax) = (conv.use_bias, conv.activation.is_softmax());
            quote! {
                #rules::Layer::Conv2d {
                    filters: #filters,
                    kernel_size: #kernel_size,
                    strides: #strides,
                    padding: #padding,
                    use_bias: #use_bias,
                    softmax: #softmax,
                }
            }
        }
        Kind::MaxPooling2d(pooling) => {
            let (pool_size, strides) = (pair(&pooling.pool_size), pair(&pooling.strides));
            let padding = padding(pooling.padding);
            quote!(#rules::Layer::MaxPooling2d { pool_size: #pool_size, strides: #strides, padding: #padding })
        }
        Kind::GlobalAveragePooling2d => quote!(#rules::Layer::GlobalAveragePooling2d),
        Kind::Activation(activation) => {
            let softmax = activation.is_softmax();
            quote!(#rules::Layer::Activation { softmax: #softmax })
        }
        Kind::Dropout { .. } => quote!(#rules::Layer::Dropout),
        Kind::Flatten => quote!(#rules::Layer::Flatten),
        Kind::Reshape { shape } => {
            let shape = self::shape(shape.iter().map(|size| names.size(size)), &rules);
            quote!(#rules::Layer::Reshape(#shape))
        }
        Kind::Unknown => quote!(#rules::Layer::Unknown),
    }
}

/// That the sizes of the input are not zero.
pub(super) fn input(model: &Model, names: &Names) -> TokenStream {
    sizes_are_not_zero(model.input.sizes.iter().flatten(), 0, names)
}

/// That a layer's sizes are not zero and that it fits, as far as the macro cannot tell.
pub(super) fn layer(layer: &Layer, is_checked: bool, names: &Names) -> TokenStream {
    let mut assertions = sizes_are_not_zero(layer.sizes().into_iter(), layer.position, names);
    if !is_checked {
        let shapes = &names.shapes;
        let position = number(layer.position, Span::call_site());
        let span = layer.word.ident.span();
        assertions.extend(panic_with((span, span), &quote!(#shapes.check_layer(#position))));
        if let Some(span) = softmax(layer) {
            assertions.extend(panic_with((span, span), &quote!(#shapes.check_softmax(#position))));
        }
    }
    assertions
}

/// Where a softmax is written.
fn softmax(layer: &Layer) -> Option<Span> {
    let activation = match &layer.kind {
        Kind::Dense(dense) => &dense.activation,
        Kind::Conv2d(conv) => &conv.activation,
        Kind::Activation(activation) => activation,
        _ => return None,
    };
    let word = activation.word.as_ref().unwrap_or(&layer.word);
    activation.is_softmax().then(|| word.ident.span())
}

/// A constant that is written twice is blamed once.
fn sizes_are_not_zero<'a>(sizes: impl Iterator<Item = &'a Size>, position: usize, names: &Names) -> TokenStream {
    let mut seen: Vec<&str> = Vec::new();
    let mut assertions = TokenStream::new();
    for (index, size) in sizes.enumerate() {
        if size.literal().is_some() || seen.contains(&size.text.as_str()) {
            continue;
        }
        seen.push(&size.text);
        let shapes = &names.shapes;
        let (argument, written) = (size.argument, &size.text);
        let (position, index) = (number(position, Span::call_site()), number(index, Span::call_site()));
        let check = quote!(#shapes.check_size(#position, #index, #argument, #written));
        assertions.extend(panic_with((size.place.start, size.place.end), &check));
    }
    assertions
}

/// Written out in place, as a call of a checking function would add a note about the inside of the crate.
fn panic_with(place: (Span, Span), message: &TokenStream) -> TokenStream {
    let (start, end) = place;
    // The compiler points from the first token of the call to its last.
    let path = quote_spanned!(start=> ::core::panic!);
    let text = quote_spanned!(end=> ("{}", message.as_str()));
    quote_spanned! {start=>
        const _: () = if let ::core::option::Option::Some(message) = #message {
            #path #text
        };
    }
}
