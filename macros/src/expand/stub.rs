//! What is emitted beside errors: a model of the same name with the same methods, which does nothing, so that the
//! mistakes are the only errors and the rest of the file keeps its completion.
//!
//! What a mistake leaves open is unknown: a shape, a head, a layer that fit everything.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::field::Field;
use super::item;
use super::names::Names;
use super::shapes::{Dim, Dims};
use super::{trained, types};
use crate::model::{Layer, Model, Value};
use crate::syntax::Word;
use crate::values::Activation;

/// The shapes at the ends, as far as they are known, and the activation at each output.
struct Ends {
    inputs: Vec<Option<Dims>>,
    outputs: Vec<(Option<Dims>, Activation)>,
}

impl Ends {
    fn new(model: &Model, shapes: &[Option<Dims>]) -> Self {
        // Only the item form has a place for the rules.
        let known = |value: Value| {
            let dims = shapes.get(value).and_then(Option::as_ref);
            dims.filter(|dims| model.is_item() || !dims.is_derived()).cloned()
        };
        let outputs = model.outputs.iter().map(|output| {
            // Without a layer nothing comes out, and not the input.
            let dims = if output.value < model.inputs.len() {
                None
            } else {
                known(output.value)
            };
            (dims, activation(model, output.value))
        });
        Self {
            inputs: (0..model.inputs.len()).map(known).collect(),
            outputs: outputs.collect(),
        }
    }

    /// What losses see of each output.
    fn heads(&self, names: &Names) -> Vec<TokenStream> {
        let head = |(dims, activation): &(Option<Dims>, Activation)| match dims.as_ref().and_then(Dims::units) {
            Some(units) => types::head(activation, &units, names),
            None => unknown(names),
        };
        self.outputs.iter().map(head).collect()
    }
}

/// The activation of the layer that gives a value, dropout left aside.
fn activation(model: &Model, value: Value) -> Activation {
    let mut value = value;
    while let Some((_, call)) = model.call(value) {
        let Some(layer) = model.layers.get(call.layer) else {
            break;
        };
        match (layer.activation(), layer.entry(), call.inputs.first()) {
            (Some(activation), _, _) => return activation.clone(),
            (None, Some(entry), Some(before)) if entry.is_noise => value = *before,
            _ => break,
        }
    }
    Activation::unknown()
}

fn unknown(names: &Names) -> TokenStream {
    let krate = &names.krate;
    quote!(#krate::__private::Unknown)
}

fn shape(dims: Option<&Dims>, names: &Names) -> TokenStream {
    dims.map_or_else(|| unknown(names), |dims| types::shape(dims, names))
}

fn value(dims: Option<&Dims>, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let shape = shape(dims, names);
    quote!(<#shape as #krate::shape::Shape>::Value<#scalar>)
}

/// The item form. `assertions` say what the compiler finds wrong.
pub(super) fn item(
    model: &Model,
    declaration: (&TokenStream, &TokenStream, &Word),
    shapes: &[Option<Dims>],
    assertions: &TokenStream,
    names: &Names,
) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let name = &declaration.2.ident;
    let ends = Ends::new(model, shapes);
    let is_taken = item::is_taken(model);
    let fields: Vec<Field> = unique(model)
        .map(|(number, layer)| item::field(layer, layer_type(model, number, layer, shapes, names), &is_taken))
        .collect();
    let structure = item::structure(declaration, &TokenStream::new(), &fields, names);
    let trained = trained::stub(name, model, names);
    let common = item::common(name, names);
    let value = |dims: Option<&Dims>| value(dims, names);
    let mut outputs: Vec<TokenStream> = ends.outputs.iter().map(|(dims, _)| value(dims.as_ref())).collect();
    let mut heads = ends.heads(names);
    if outputs.is_empty() {
        outputs.push(value(None));
        heads.push(unknown(names));
    }
    let inputs: Vec<TokenStream> = ends.inputs.iter().map(|dims| value(dims.as_ref())).collect();
    let (input_types, output_types) = (item::one_or_more(&inputs), item::one_or_more(&outputs));
    let ends = item::Ends { inputs, outputs, heads };
    let surface = item::surface(name, model, &ends);
    quote! {
        #structure
        #trained
        const _: () = {
            #common

            impl __lp::Network for #name {
                type Scalar = #scalar;
                type Inputs = #input_types;
                type Outputs = #output_types;
                type Arena = [#scalar; 0];
                const ZERO: Self = __lp::zeroed();
                const LAYERS: &'static [__lp::LayerInfo] = &[];
                const PLAN: __lp::Plan = __lp::Plan::EMPTY;
                fn infer<L: __lp::Level, const __R: usize>(&self, _: __lp::Values<'_, Self, L, __R>) {}
                fn parameters(&self, _: &mut impl __lp::Visit<#scalar>) {}
                fn parameters_mut<const __K: usize>(_: [&mut Self; __K], _: &mut impl __lp::VisitMut<#scalar, __K>) {}
            }

            #surface

            #krate::__train! {
                #krate::__untrained! { #name }
            }

            #assertions
        };
    }
}

/// The layers whose names no other layer before them has.
fn unique(model: &Model) -> impl Iterator<Item = (usize, &Layer)> {
    let mut seen = HashSet::new();
    let layers = model.layers.iter().enumerate();
    layers.filter(move |(_, layer)| seen.insert(layer.name.text()))
}

/// The layer's own type as far as its shapes are known.
fn layer_type(model: &Model, number: usize, layer: &Layer, shapes: &[Option<Dims>], names: &Names) -> TokenStream {
    if let Some(known) = item::layer_type(model, number, layer, shapes, names) {
        return known;
    }
    // What comes out of a dense layer is known whatever goes in.
    if let (Some(entry), Some((_, value))) = (layer.entry(), model.first_call(number))
        && entry.rank == Some(1)
        && let Some(Some(output)) = shapes.get(value)
    {
        let given = [Dims::Axes(vec![Dim::Known(1)])];
        let between = types::Between {
            given: &given,
            output,
            value,
        };
        if let Some(guessed) = types::layer(layer, &between, names) {
            return guessed;
        }
    }
    let (krate, scalar, unknown) = (&names.krate, &names.scalar, unknown(names));
    quote!(#krate::__private::UnknownLayer<#scalar, #unknown, #unknown, #unknown>)
}

/// The anonymous form. There is no place for items beside a type, so the errors stand in its first size.
pub(super) fn anonymous(model: &Model, shapes: &[Option<Dims>], errors: &TokenStream, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let ends = Ends::new(model, shapes);
    let input = shape(ends.inputs.first().and_then(Option::as_ref), names);
    let output = shape(ends.outputs.first().and_then(|(dims, _)| dims.as_ref()), names);
    let head = ends.heads(names).into_iter().next().unwrap_or_else(|| unknown(names));
    let layer = quote!(#krate::__private::UnknownLayer<#scalar, #input, #output, #head, { #errors true }>);
    super::anonymous::as_type(&quote!(#krate::Sequential<(#layer, ())>), names)
}
