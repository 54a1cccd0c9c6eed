//! What is emitted beside errors: a model of the same name with the same methods, which does nothing, so that the
//! mistakes are the only errors and the rest of the file keeps its completion.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::item::{self, Field};
use super::names::Names;
use super::shapes::{self, Dim, Dims};
use super::{anonymous, types};
use crate::model::{Activation, Kind, Layer, Model};
use crate::syntax::Word;

/// The shapes at both ends and the activation at the end, as far as they are known.
struct Ends {
    input: Dims,
    output: Dims,
    activation: Activation,
}

impl Ends {
    fn new(model: &Model, shapes: &[Option<Dims>]) -> Self {
        let known = |dims: Option<&Option<Dims>>| {
            let dims = dims
                .and_then(Option::as_ref)
                .filter(|dims| !dims.iter().any(Dim::is_derived))
                .cloned();
            dims.unwrap_or_else(|| vec![Dim::Known(1)])
        };
        let activation = match model.layers.last().map(|layer| &layer.kind) {
            Some(Kind::Dense(dense)) => dense.activation.clone(),
            Some(Kind::Conv2d(conv)) => conv.activation.clone(),
            Some(Kind::Activation(activation)) => activation.clone(),
            _ => Activation::linear(),
        };
        Self {
            input: known(shapes.first()),
            output: known(shapes.last()),
            activation,
        }
    }
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
        .map(|layer| item::field(layer, layer_type(layer, shapes, names), &is_taken))
        .collect();
    let structure = item::structure(declaration, &TokenStream::new(), &fields, names);
    let common = item::common(name, names);
    let (input, output) = (types::value(&ends.input, names), types::value(&ends.output, names));
    let head = match ends.output.last() {
        Some(units) => types::head(&ends.activation, units, names),
        None => TokenStream::new(),
    };
    let shape = types::shape(&ends.output, names);
    let idents: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    quote! {
        #structure
        const _: () = {
            #common

            impl lp::Model for #name {
                type Scalar = #scalar;
                type Input = #input;
                type Output = #output;
                type Head = #head;
                const ZERO: Self = Self { #(#idents: lp::Layer::ZERO),* };
                const LAYERS: &'static [lp::LayerInfo] = &[];
                fn infer<L: lp::Level>(&self, _: L, _: &lp::InputArray<Self>) -> lp::OutputArray<Self> {
                    loop {}
                }
                fn parameters(&self, _: &mut impl lp::Visit<#scalar>) {}
                fn parameters_mut<const K: usize>(_: [&mut Self; K], _: &mut impl lp::VisitMut<#scalar, K>) {}
            }

            #krate::__train! {
                impl lp::Train for #name {
                    type Last = #krate::layers::Activation<#scalar, #shape, #krate::activations::Linear>;
                    type Tape<const B: usize> = lp::Record<Self::Last, B>;
                    fn initialize<R: lp::Rng + ?Sized>(&mut self, _: &mut R) {}
                    fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut lp::Record<Self::Last, B> {
                        tape
                    }
                    fn forward<const B: usize>(
                        &self,
                        _: &[lp::InputArray<Self>],
                        _: &mut Self::Tape<B>,
                        _: &mut lp::Pass,
                    ) {
                    }
                    fn backward<const B: usize>(
                        &self,
                        _: &[lp::InputArray<Self>],
                        _: &mut Self::Tape<B>,
                        _: &mut Self,
                        _: &mut lp::Pass,
                    ) {
                    }
                }
            }

            #assertions
        };
    }
}

/// The layers whose names no other layer before them has.
fn unique(model: &Model) -> impl Iterator<Item = &Layer> {
    let mut seen = HashSet::new();
    model.layers.iter().filter(move |layer| seen.insert(layer.name.text()))
}

/// The layer's own type as far as its shapes are known.
fn layer_type(layer: &Layer, shapes: &[Option<Dims>], names: &Names) -> TokenStream {
    let one = vec![Dim::Known(1)];
    let named = |position: usize| {
        let dims = shapes.get(position).and_then(Option::as_ref);
        dims.filter(|dims| !dims.iter().any(Dim::is_derived))
    };
    let given = named(layer.position - 1);
    let Names { krate, scalar, .. } = names;
    match (&layer.kind, given, named(layer.position)) {
        (Kind::Dense(_), Some(given), _) if given.len() == 1 => types::layer(layer, given, &one, names),
        (Kind::Dense(_), _, _) => types::layer(layer, &one, &one, names),
        (kind, Some(given), Some(output)) if shapes::takes(kind, given) && layer.rule().is_some() => {
            types::layer(layer, given, output, names)
        }
        _ => quote!(#krate::layers::Activation<#scalar, #krate::shape::Features<1>, #krate::activations::Linear>),
    }
}

/// The anonymous form. There is no place for items beside a type, so the errors stand in its first size.
pub(super) fn anonymous(model: &Model, shapes: &[Option<Dims>], errors: &TokenStream, names: &Names) -> TokenStream {
    let Names { krate, scalar, .. } = names;
    let ends = Ends::new(model, shapes);
    let input = types::shape(
        &anonymous::with_assertions(&ends.input, errors, &model.input.word, names),
        names,
    );
    let output = types::shape(&ends.output, names);
    let activation = types::activation(&ends.activation, names);
    quote! {
        #krate::Sequential<(
            #krate::layers::Reshape<#scalar, #input, #output>,
            (#krate::layers::Activation<#scalar, #output, #activation>, ()),
        )>
    }
}
