//! The type of each layer.

use layerproof_rules as rules;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::names::{Names, bits, number};
use super::recurrent;
use super::settings::{activation, initializer, restraint};
use super::shapes::{Dim, Dims};
use crate::layers::{Generic, of_inner};
use crate::model::{Kind, Layer, Name, Value};
use crate::values::{Activation, Initializer, Inner, Values};

/// `::layerproof::shape::Image<8, 8, 1>`, the shape itself.
pub(super) fn shape(dims: &Dims, names: &Names) -> TokenStream {
    let krate = &names.krate;
    let axes = match dims {
        Dims::Axes(axes) => axes,
        Dims::OfRules { value, assertions } => {
            let this = number(names.since_start(*value), Span::call_site());
            let rank = names.derived_by("rank", &this, assertions);
            let sizes = (0..3).map(|axis| names.derived("padded_size", &[*value], &[axis]));
            return quote!(#krate::__private::Ranked<#rank, #(#sizes),*>);
        }
        Dims::Indices(steps) => {
            let steps = steps.argument(names);
            return quote!(#krate::shape::Indices<#steps>);
        }
    };
    let sizes = axes.iter().map(|dim| dim.argument(names));
    match axes.len() {
        1 => quote!(#krate::shape::Features<#(#sizes),*>),
        2 => quote!(#krate::shape::Sequence<#(#sizes),*>),
        _ => quote!(#krate::shape::Image<#(#sizes),*>),
    }
}

/// `SVector<f32, 2>`, what users hold of a shape.
pub(super) fn value(dims: &Dims, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let axes = match dims {
        Dims::Axes(axes) => axes,
        Dims::OfRules { .. } => {
            let shape = shape(dims, names);
            return quote!(<#shape as #krate::shape::Shape>::Value<#scalar>);
        }
        Dims::Indices(steps) => {
            let steps = steps.argument(names);
            return quote!(#krate::shape::Indices<#steps, #scalar>);
        }
    };
    let sizes = axes.iter().map(|dim| dim.argument(names));
    match axes.len() {
        1 => quote!(#krate::nalgebra::SVector<#scalar, #(#sizes),*>),
        2 => quote!(#krate::shape::Sequence<#(#sizes),*, #scalar>),
        _ => quote!(#krate::shape::Image<#(#sizes),*, #scalar>),
    }
}

/// A layer between the values that it takes and the one that it gives.
pub(super) struct Between<'a> {
    pub(super) given: &'a [Dims],
    pub(super) output: &'a Dims,
    /// The number of what it gives.
    pub(super) value: Value,
}

/// The type of a layer, `None` for one that is unknown.
pub(super) fn layer(layer: &Layer, between: &Between<'_>, names: &Names) -> Option<TokenStream> {
    let (entry, values) = (layer.entry()?, layer.values()?);
    if layer.type_path().is_some() {
        let ends = || Some((shape(between.given.first()?, names), shape(between.output, names)));
        let ends = if names.is_item { None } else { ends() };
        return of_type(layer, ends, names);
    }
    let path = names.layer(entry.of_type, &layer.word);
    let given: Vec<Dims> = match entry.rank {
        Some(rank) => between.given.iter().map(|dims| dims.of_rank(rank)).collect(),
        None => between.given.to_vec(),
    };
    let between = Between {
        given: &given,
        ..*between
    };
    let mut arguments = Vec::new();
    for generic in entry.generics {
        arguments.extend(argument(*generic, values, layer, &between, names)?);
    }
    Some(quote!(#path<#(#arguments),*>))
}

/// The type of a layer that is named by a type. Where that is of the wrong kind, it is a layer that fits everything, so that
/// [`assertion_of_type`] is the only error.
///
/// In the anonymous form layers are pairs, which ask what lies `between` them even of that one.
pub(super) fn of_type(
    layer: &Layer,
    between: Option<(TokenStream, TokenStream)>,
    names: &Names,
) -> Option<TokenStream> {
    let (path, scalar) = (layer.type_path()?, &names.scalar);
    let alias = names.path("__private", layer.entry()?.of_type, Some(&layer.word));
    let is_one = names.is_of_kind(layer)?;
    let Some((input, output)) = between else {
        return Some(quote!(#alias<#path, #scalar, { #is_one }>));
    };
    // In a type there is no other place for the assertion.
    let assertion = assertion_of_type(layer, names);
    Some(quote!(#alias<#path, #scalar, { #assertion #is_one }, #input, #output>))
}

/// That the type is of the right kind.
pub(super) fn assertion_of_type(layer: &Layer, names: &Names) -> Option<TokenStream> {
    let (path, krate) = (layer.type_path()?, &names.krate);
    let check = if layer.entry()?.name == "Custom" {
        quote!(is_custom_layer)
    } else {
        quote!(is_model)
    };
    let other_scalar = names.has_other_scalar(layer);
    let message = format!(
        "`{}` does not compute with `{}`, as this model does\nhelp: give both the same `dtype`, as in \
         `Input<2, dtype = f64>`",
        layer.text, names.scalar
    );
    let span = layer.word.ident.span();
    let panic = quote_spanned!(span=> ::core::panic!(#message));
    Some(quote! {
        const _: () = #krate::assert::#check::<#path>();
        const _: () = if #other_scalar { #panic };
    })
}

fn argument(
    generic: Generic,
    values: &Values,
    layer: &Layer,
    between: &Between<'_>,
    names: &Names,
) -> Option<Vec<TokenStream>> {
    let krate = &names.krate;
    let first = between.given.first()?;
    let literal = |value: usize| number(value, Span::call_site());
    let one = match generic {
        Generic::Scalar => {
            let scalar = &names.scalar;
            quote!(#scalar)
        }
        Generic::InputSizes => match first {
            Dims::Axes(axes) => return Some(axes.iter().map(|dim| dim.argument(names)).collect()),
            Dims::OfRules { .. } => first.units()?.argument(names),
            Dims::Indices(steps) => steps.argument(names),
        },
        Generic::Input => shape(first, names),
        Generic::Inputs => {
            let shapes = between.given.iter().map(|dims| shape(dims, names));
            quote!((#(#shapes,)*))
        }
        Generic::Count => literal(between.given.len()),
        Generic::Output => shape(between.output, names),
        Generic::Units => between.output.units()?.argument(names),
        Generic::Window(..)
        | Generic::Window1d(..)
        | Generic::Kernel(_)
        | Generic::Taps(_)
        | Generic::KernelArea(_)
        | Generic::Between => of_window(generic, values, layer, between, names)?,
        Generic::InputUnits => first.units()?.argument(names),
        Generic::First(argument, index) => {
            let (first, _) = values.pair(argument)?;
            names.layer_argument(layer, between.value, index, first)
        }
        Generic::Derived => derived(values, first, layer, between, names),
        Generic::Size(argument, index) => names.layer_argument(layer, between.value, index, values.size(argument)?),
        Generic::ParameterIf(flag) if values.flag(flag) => {
            let (scalar, width) = (&names.scalar, derived(values, first, layer, between, names));
            quote!(#krate::nalgebra::SVector<#scalar, #width>)
        }
        Generic::ParameterIf(_) => quote!(#krate::layers::NoBias),
        Generic::AxisBits(argument) => axes_as_bits(first, values.axis_list(argument), true, names),
        Generic::AnyAxisBits(argument) => axes_as_bits(first, values.axis_list(argument), false, names),
        Generic::InitializerUnless(argument, default) => match values.initializer(argument)? {
            known if known.name == default && known.parameters.is_empty() => return Some(Vec::new()),
            known => initializer(known, names),
        },
        Generic::Settings => return Some(settings(values, &between.output.units()?.argument(names), names)),
        Generic::Inner => inner(values.inner()?, layer, between, names)?,
        Generic::Directed => directed(values, layer, between, names)?,
        Generic::Steps => first.axes()?.first()?.argument(names),
        Generic::Recurrence => return recurrence(values, layer, between, names),
        Generic::Function => activation(values.activation()?, names),
        Generic::Bits(argument) => bits(values.number(argument)),
        Generic::Axis(argument) => axis_of(first, values.axis(argument), names),
        Generic::AxisPair(argument) => {
            let (first_axis, second_axis) = values.axes(argument);
            let second = between.given.get(1)?;
            return Some(vec![
                axis_of(first, first_axis, names),
                axis_of(second, second_axis, names),
            ]);
        }
        Generic::Flag(argument) => {
            let flag = values.flag(argument);
            quote!(#flag)
        }
        Generic::FlagIfSet(argument) if values.flag(argument) => quote!(true),
        Generic::FlagIfSet(_) => return Some(Vec::new()),
        Generic::Dims(argument) => return Some(values.dims(argument).map(literal).to_vec()),
        Generic::WordUnless(argument, default) => match values.word(argument)? {
            word if word == default => return Some(Vec::new()),
            word => names.path("layers", word, None),
        },
    };
    Some(vec![one])
}

/// The layer inside of another one, between what it takes and gives at one step.
fn inner(inner: &Inner, outer: &Layer, between: &Between<'_>, names: &Names) -> Option<TokenStream> {
    let layer = Layer {
        docs: TokenStream::new(),
        name: Name::Generated(String::new()),
        word: inner.word.clone(),
        kind: Kind::Known(of_inner(inner)?, inner.values.clone()),
        position: outer.position,
        text: inner.text.clone(),
        first_call: outer.first_call,
    };
    let step = |dims: &Dims| Some(Dims::Axes(dims.axes()?.get(1..)?.to_vec()));
    let given = [step(between.given.first()?)?];
    let output = step(between.output)?;
    let between = Between {
        given: &given,
        output: &output,
        value: between.value,
    };
    self::layer(&layer, &between, names)
}

/// One direction of a `Bidirectional`.
fn directed(values: &Values, layer: &Layer, between: &Between<'_>, names: &Names) -> Option<TokenStream> {
    let sums = sums(values.word("of_type")?, values, layer, between, names)?;
    let units = names.layer_argument(layer, between.value, 0, values.size("units")?);
    recurrent::directed(between.given.first()?.axes()?, values, (&units, &sums), names)
}

/// What a recurrent layer has behind its sizes.
fn recurrence(values: &Values, layer: &Layer, between: &Between<'_>, names: &Names) -> Option<Vec<TokenStream>> {
    let of_type = layer.entry()?.of_type;
    let sums = sums(of_type, values, layer, between, names)?;
    recurrent::settings(of_type, values, &sums, names)
}

/// How many sums all units of a recurrent layer have.
fn sums(of_type: &str, values: &Values, layer: &Layer, between: &Between<'_>, names: &Names) -> Option<TokenStream> {
    match of_type {
        // One a unit.
        "SimpleRnn" => Some(names.layer_argument(layer, between.value, 0, values.size("units")?)),
        _ => Some(derived(values, between.given.first()?, layer, between, names)),
    }
}

/// What a layer's type says of a window or a kernel that moves.
fn of_window(
    generic: Generic,
    values: &Values,
    layer: &Layer,
    between: &Between<'_>,
    names: &Names,
) -> Option<TokenStream> {
    let krate = &names.krate;
    Some(match generic {
        Generic::Window(size, strides, index) => {
            let (size, strides) = (values.pair(size)?, values.pair(strides)?);
            let argument = |offset, size| names.layer_argument(layer, between.value, index + offset, size);
            let (height, width) = (argument(0, &size.0), argument(1, &size.1));
            if strides.0.literal() == Some(1) && strides.1.literal() == Some(1) {
                quote!(#krate::layers::Window<#height, #width>)
            } else {
                let (vertical, horizontal) = (argument(2, &strides.0), argument(3, &strides.1));
                quote!(#krate::layers::Window<#height, #width, #vertical, #horizontal>)
            }
        }
        Generic::Window1d(size, strides, index) => {
            let (size, strides) = (values.size(size)?, values.size(strides)?);
            let steps = names.layer_argument(layer, between.value, index, size);
            if strides.literal() == Some(1) {
                quote!(#krate::layers::Window1d<#steps>)
            } else {
                let strides = names.layer_argument(layer, between.value, index + 1, strides);
                quote!(#krate::layers::Window1d<#steps, #strides>)
            }
        }
        Generic::Kernel(index) => kernel(values, layer, between, index, names)?,
        Generic::Taps(index) => taps(values, layer, between, index, names)?,
        Generic::KernelArea(index) => match (values.pair("kernel_size"), values.size("kernel_size")) {
            (Some((height, width)), _) => {
                if let (Some(height), Some(width)) = (height.literal(), width.literal()) {
                    number(height.saturating_mul(width), Span::call_site())
                } else {
                    let height = names.layer_argument(layer, between.value, index, height);
                    let width = names.layer_argument(layer, between.value, index + 1, width);
                    quote!({ ::core::primitive::usize::saturating_mul(#height, #width) })
                }
            }
            (None, size) => names.layer_argument(layer, between.value, index, size?),
        },
        Generic::Between => {
            let channels = derived(values, between.given.first()?, layer, between, names);
            let axes = between.output.axes()?;
            let sizes = axes
                .iter()
                .take(axes.len().saturating_sub(1))
                .map(|dim| dim.argument(names));
            let shape = Ident::new(if axes.len() == 2 { "Sequence" } else { "Image" }, Span::call_site());
            quote!(#krate::shape::#shape<#(#sizes,)* #channels>)
        }
        _ => return None,
    })
}

/// The kernel of a convolution over images: what is the default at the end is left out.
fn kernel(values: &Values, layer: &Layer, between: &Between<'_>, index: usize, names: &Names) -> Option<TokenStream> {
    let krate = &names.krate;
    let mut sizes = Vec::new();
    for pair in ["kernel_size", "strides", "dilation_rate"] {
        let (vertical, horizontal) = values.pair(pair)?;
        sizes.extend([vertical, horizontal]);
    }
    while sizes.len() > 2 && sizes.iter().rev().take(2).all(|size| size.literal() == Some(1)) {
        sizes.truncate(sizes.len() - 2);
    }
    let sizes = sizes.into_iter().enumerate();
    let sizes = sizes.map(|(i, size)| names.layer_argument(layer, between.value, index + i, size));
    Some(quote!(#krate::layers::Window<#(#sizes),*>))
}

/// The taps of a convolution over steps: what is the default at the end is left out.
fn taps(values: &Values, layer: &Layer, between: &Between<'_>, index: usize, names: &Names) -> Option<TokenStream> {
    let krate = &names.krate;
    let sizes = ["kernel_size", "strides", "dilation_rate"].into_iter().enumerate();
    let sizes = sizes.map(|(i, size)| {
        let size = values.size(size)?;
        let argument = names.layer_argument(layer, between.value, index + i, size);
        Some((argument, size.literal() == Some(1)))
    });
    let mut sizes = sizes.collect::<Option<Vec<_>>>()?;
    let is_causal = values.padding() == rules::Padding::Causal;
    while !is_causal && sizes.len() > 1 && sizes.last().is_some_and(|(_, is_default)| *is_default) {
        sizes.pop();
    }
    let sizes = sizes.into_iter().map(|(argument, _)| argument);
    let causal = is_causal.then(|| quote!(, true));
    Some(quote!(#krate::layers::Taps<#(#sizes),* #causal>))
}

/// An axis counted from 0 without the batch; one that is none is an error elsewhere.
fn axis(axis: isize, rank: usize) -> usize {
    let from_front = usize::try_from(axis).map(|axis| axis.saturating_sub(1));
    from_front
        .unwrap_or_else(|_| rank.saturating_sub(axis.unsigned_abs()))
        .min(rank.saturating_sub(1))
}

/// An axis of a value, counted from 0 without the batch, as an argument of a type.
fn axis_of(dims: &Dims, number_of_axis: isize, names: &Names) -> TokenStream {
    match dims {
        Dims::Axes(axes) => number(axis(number_of_axis, axes.len()), Span::call_site()),
        Dims::Indices(_) => number(axis(number_of_axis, 1), Span::call_site()),
        Dims::OfRules { value, .. } => {
            let value = number(names.since_start(*value), Span::call_site());
            names.derived_by("axis", &quote!(#value, #number_of_axis), &TokenStream::new())
        }
    }
}

/// Axes as the bits of a number; where the last alone is the default, that is 0.
fn axes_as_bits(dims: &Dims, axes: [isize; 3], last_is_default: bool, names: &Names) -> TokenStream {
    match dims {
        Dims::Axes(sizes) => {
            let rank = sizes.len();
            let axes = axes.into_iter().filter(|axis| *axis != 0);
            let bits = axes.fold(0, |bits, number| bits | 1 << axis(number, rank));
            let is_default = last_is_default && bits == 1 << rank.saturating_sub(1);
            number(if is_default { 0 } else { bits }, Span::call_site())
        }
        // No layer takes axes of whole numbers.
        Dims::Indices(_) => number(0, Span::call_site()),
        Dims::OfRules { value, .. } => {
            let method = if last_is_default { "axis_bits" } else { "any_axis_bits" };
            let (value, [a, b, c]) = (number(names.since_start(*value), Span::call_site()), axes);
            names.derived_by(method, &quote!(#value, #a, #b, #c), &TokenStream::new())
        }
    }
}

/// What the rule derives.
fn derived(values: &Values, first: &Dims, layer: &Layer, between: &Between<'_>, names: &Names) -> TokenStream {
    let known = known_patch(values, first, layer).or_else(|| {
        let sizes: Option<Vec<usize>> = first.axes()?.iter().map(Dim::known).collect();
        let shape = layerproof_rules::Shape::from_sizes(&sizes?)?;
        Some(layer.rule()?.derived(&[shape]))
    });
    match known {
        Some(values) => number(values, Span::call_site()),
        None => names.derived_size(between.value),
    }
}

/// How many values lie under a kernel, where all sizes are numbers.
fn known_patch(values: &Values, given: &Dims, layer: &Layer) -> Option<usize> {
    let axes = given.axes()?;
    // Of the input's sizes the channels alone count.
    axes.last()?.known()?;
    let sizes: Vec<usize> = axes.iter().map(|dim| dim.known().unwrap_or(1)).collect();
    values.get("kernel_size")?;
    Some(layer.rule()?.derived(&[rules::Shape::from_sizes(&sizes)?]))
}

/// Activation, bias and initialisers, as far as they are not the default.
fn settings(values: &Values, width: &TokenStream, names: &Names) -> Vec<TokenStream> {
    let Names { krate, scalar, .. } = names;
    let use_bias = values.flag("use_bias");
    let linear = Activation::linear();
    let function = values.activation().unwrap_or(&linear);
    let (glorot, zeros) = (Initializer::default("GlorotUniform"), Initializer::default("Zeros"));
    let kernel = values.initializer("kernel_initializer").unwrap_or(&glorot);
    let bias = values.initializer("bias_initializer").unwrap_or(&zeros);
    let restraints = ["kernel", "bias"].map(|parameter| {
        let of = |kind| values.restraint(&format!("{parameter}_{kind}"));
        (of("regularizer"), of("constraint"))
    });
    let is_restrained = restraints
        .iter()
        .any(|(regularizer, constraint)| regularizer.is_some() || constraint.is_some());
    let pointwise = values.initializer("pointwise_initializer");
    let has_initializers = kernel.name != glorot.name
        || bias.name != zeros.name
        || pointwise.is_some_and(|pointwise| pointwise.name != glorot.name)
        || is_restrained;
    if !has_initializers && use_bias && function.name == "Linear" && function.word.is_none() {
        return Vec::new();
    }
    let mut settings = vec![activation(function, names)];
    if has_initializers || !use_bias {
        settings.push(if use_bias {
            quote!(#krate::nalgebra::SVector<#scalar, #width>)
        } else {
            quote!(#krate::layers::NoBias)
        });
    }
    if has_initializers {
        let (kernel, bias) = (initializer(kernel, names), initializer(bias, names));
        let pointwise = pointwise.map(|pointwise| initializer(pointwise, names)).into_iter();
        let initializers = quote!((#kernel, #(#pointwise,)* #bias));
        settings.push(if is_restrained {
            let [kernel, bias] = restraints.map(|(regularizer, constraint)| {
                let regularizer = restraint(regularizer, "regularizers", "NoRegularizer", names);
                let constraint = restraint(constraint, "constraints", "NoConstraint", names);
                quote!((#regularizer, #constraint))
            });
            quote!(#krate::initializers::Regularized<#initializers, #kernel, #bias>)
        } else {
            initializers
        });
    }
    settings
}

/// `::layerproof::activations::Softmax<10>`, the end of a model.
pub(super) fn head(activation: &Activation, units: &Dim, names: &Names) -> TokenStream {
    if activation.is_unknown {
        // Whatever the loss is, it fits.
        return names.path("__private", "Unknown", None);
    }
    head_of(activation.name, units, names)
}

/// The head of this name.
pub(super) fn head_of(name: &str, units: &Dim, names: &Names) -> TokenStream {
    let path = names.path("activations", name, None);
    let units = units.argument(names);
    quote!(#path<#units>)
}
