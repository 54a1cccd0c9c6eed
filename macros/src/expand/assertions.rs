//! What the compiler checks, where the macro sees only the name of a constant: the same rules, as const assertions on
//! the user's own tokens.

use layerproof_rules::Padding;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::names::{Names, number};
use super::shapes::{Dim, Dims};
use super::types;
use crate::layers::{Entry, of_inner};
use crate::model::{Call, Input, Kind, Layer, Model, Value};
use crate::values::{Argument, Pair, Size, Values};

/// Where the rules begin: a value whose shape is written out.
pub(super) struct Start<'a> {
    pub(super) position: usize,
    pub(super) source: &'a str,
    /// `None` where a mistake leaves it open.
    pub(super) dims: Option<&'a Dims>,
}

/// The rules applied to calls of layers, in order: an expression of the type `Graph<I, N>`, and that type. The values that
/// the calls take are counted from `offset`.
pub(super) fn graph(
    model: &Model,
    starts: &[Start<'_>],
    calls: &[Call],
    offset: Value,
    names: &Names,
) -> (TokenStream, TokenStream) {
    let rules = names.rules();
    let inputs = starts.iter().map(|start| {
        let place = place(start.position, start.source, &rules);
        let shape = start.dims.and_then(Dims::axes).map(|axes| {
            let sizes = axes.iter().map(|dim| dim_expression(dim, names));
            shape(sizes, &rules)
        });
        // Without one, a shape that is no shape, after which the rules are silent.
        let shape = shape.unwrap_or_else(|| quote!(#rules::Shape::Vector(0)));
        quote!(#rules::Input { value: #place, shape: #shape })
    });
    let steps = calls.iter().filter_map(|call| {
        let layer = model.layers.get(call.layer)?;
        let (here, value) = (place(layer.position, &call.text, &rules), &call.value);
        let rule = rule(layer, names);
        let inputs = call
            .inputs
            .iter()
            .map(|value| number(value.saturating_sub(offset), Span::call_site()));
        let first = number(call.first.saturating_sub(offset), Span::call_site());
        Some(quote! {
            #rules::Call { here: #here, value: #value, layer: #rule, inputs: &[#(#inputs),*], first: #first }
        })
    });
    let (inputs, steps): (Vec<_>, Vec<_>) = (inputs.collect(), steps.collect());
    let count = |list: &[TokenStream]| number(list.len(), Span::call_site());
    let (input_count, step_count) = (count(&inputs), count(&steps));
    (
        quote!(#rules::Graph<#input_count, #step_count>),
        quote!(#rules::Graph::new([#(#inputs),*], [#(#steps),*])),
    )
}

fn place(position: usize, source: &str, rules: &TokenStream) -> TokenStream {
    let position = if position == layerproof_rules::Place::UNNUMBERED {
        quote!(#rules::Place::UNNUMBERED)
    } else {
        number(position, Span::call_site())
    };
    quote!(#rules::Place { position: #position, source: #source })
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

/// What the rules must know of a layer: the struct of its rule, field by field.
fn rule(layer: &Layer, names: &Names) -> TokenStream {
    let rules = names.rules();
    let Kind::Known(entry, values) = &layer.kind else {
        return quote!(#rules::Layer::Unknown);
    };
    if let Some(named) = types::of_type(layer, None, names) {
        let private = names.private();
        return quote!(#private::rule_of_type::<#named>());
    }
    rule_of(entry, values, names)
}

fn rule_of(entry: &Entry, values: &Values, names: &Names) -> TokenStream {
    let rules = names.rules();
    let name = Ident::new(entry.rule_name, Span::call_site());
    let fields = entry.rule_fields.iter().filter_map(|field| {
        let value = rule_field(values.get(field)?, names)?;
        let field = Ident::new(field, Span::call_site());
        Some(quote!(#field: #value))
    });
    let softmax = values.activation().map(|activation| {
        let softmax = activation.is_softmax();
        quote!(softmax: #softmax)
    });
    let smallest = values.inner().map(|_| quote!(is_smallest: false));
    let fields = fields.chain(softmax).chain(smallest);
    quote!(#rules::Layer::#name(#rules::layers::#name { #(#fields),* }))
}

fn rule_field(argument: &Argument, names: &Names) -> Option<TokenStream> {
    let rules = names.rules();
    let pair = |(first, second): &Pair| {
        let (first, second) = (names.size(first), names.size(second));
        quote!((#first, #second))
    };
    Some(match argument {
        Argument::Size(size) => names.size(size),
        Argument::Pair(sizes) => pair(sizes),
        Argument::Shape(sizes) => shape(sizes.iter().map(|size| names.size(size)), &rules),
        Argument::Padding(Padding::Valid) => quote!(#rules::Padding::Valid),
        Argument::Padding(Padding::Same) => quote!(#rules::Padding::Same),
        Argument::Padding(Padding::Causal) => quote!(#rules::Padding::Causal),
        Argument::Flag(flag) => quote!(#flag),
        Argument::Layer(inner) => {
            let inner = rule_of(of_inner(inner)?, &inner.values, names);
            quote!(&#inner)
        }
        Argument::Count(count) => number(*count, Span::call_site()),
        Argument::Axis(axis) => quote!(#axis),
        Argument::Axes(first, second) => quote!((#first, #second)),
        Argument::AxisList([a, b, c]) => quote!([#a, #b, #c]),
        Argument::Dims([a, b, c]) => quote!([#a, #b, #c]),
        Argument::Activation(_)
        | Argument::Initializer(_)
        | Argument::Restraint(_)
        | Argument::Number(_)
        | Argument::Word(_)
        | Argument::Path(_) => return None,
    })
}

/// That the sizes of an input are not zero.
pub(super) fn input(input: &Input, value: Value, names: &Names) -> TokenStream {
    sizes_are_not_zero(input.sizes.iter().flatten(), value, names)
}

/// That a layer fits, as far as the macro cannot tell: at each call, and at the first one that its sizes are not zero.
pub(super) fn call(
    layer: &Layer,
    call: &Call,
    (number_of_call, value): (usize, Value),
    is_checked: bool,
    names: &Names,
) -> TokenStream {
    let mut assertions = TokenStream::new();
    if call.first == number_of_call {
        if names.is_item {
            assertions.extend(types::assertion_of_type(layer, names));
        }
        assertions.extend(sizes_are_not_zero(layer.sizes().into_iter(), value, names));
    }
    if !is_checked {
        let shapes = &names.shapes;
        let number = number(names.since_start(number_of_call), Span::call_site());
        let span = call.word.ident.span();
        assertions.extend(panic_with((span, span), &quote!(#shapes.check_layer(#number))));
        if let Some(span) = softmax(layer) {
            assertions.extend(panic_with((span, span), &quote!(#shapes.check_softmax(#number))));
        }
    }
    assertions
}

/// Where a softmax is written.
fn softmax(layer: &Layer) -> Option<Span> {
    let activation = layer.activation()?;
    let word = activation.word.as_ref().unwrap_or(&layer.word);
    activation.is_softmax().then(|| word.ident.span())
}

/// A constant that is written twice is blamed once.
fn sizes_are_not_zero<'a>(sizes: impl Iterator<Item = &'a Size>, value: Value, names: &Names) -> TokenStream {
    let mut seen: Vec<&str> = Vec::new();
    let mut assertions = TokenStream::new();
    for (index, size) in sizes.enumerate() {
        if size.least == 0 || size.literal().is_some() || seen.contains(&size.text.as_str()) {
            continue;
        }
        seen.push(&size.text);
        let shapes = &names.shapes;
        let (argument, written) = (size.argument, &size.text);
        let (value, index) = (
            number(names.since_start(value), Span::call_site()),
            number(index, Span::call_site()),
        );
        let check = quote!(#shapes.check_size(#value, #index, #argument, #written));
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
